"""The desktop application: one folder a screen, each a value and a panel that draws it."""
