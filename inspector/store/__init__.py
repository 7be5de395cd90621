"""The record: what was inspected and what the line was answered, durable before the line moves."""
