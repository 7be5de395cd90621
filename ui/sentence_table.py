"""What is said in sentences and can be translated: patterns, `{quantities}` and `{why}` in them.

A table and nothing else; `ui.sentences` reads it.
"""

from PySide6.QtCore import QT_TRANSLATE_NOOP

TEMPLATES: tuple[object, ...] = (
    # of a part
    QT_TRANSLATE_NOOP("core", "not measured: {quantities}"),
    QT_TRANSLATE_NOOP("core", "fields disagree on {quantities}"),
    QT_TRANSLATE_NOOP("core", "nothing is asked of this part"),
    QT_TRANSLATE_NOOP("core", "no field has seen it"),
    QT_TRANSLATE_NOOP("core", "no field shows it"),
    QT_TRANSLATE_NOOP("core", "field {number}, which shows it, did not arrive"),
    QT_TRANSLATE_NOOP("core", "field {number} did not arrive"),
    QT_TRANSLATE_NOOP("core", "the inspection was stopped"),
    QT_TRANSLATE_NOOP("core", "it is not in the stored result"),
    QT_TRANSLATE_NOOP("core", "nothing of it was measured"),
    QT_TRANSLATE_NOOP("core", "it could not be cut out: {error}"),
    QT_TRANSLATE_NOOP("core", "a check failed: {error}"),
    QT_TRANSLATE_NOOP("core", "{share} of it is shown by no field, or by two that differ"),
    # of a field
    QT_TRANSLATE_NOOP("core", "field {number} has no {shot} shot"),
    QT_TRANSLATE_NOOP("core", "field {number}: a frame of its {shot} shot is {status}"),
    QT_TRANSLATE_NOOP("core", "field {number} is {seen}, calibrated is {size}"),
    QT_TRANSLATE_NOOP("core", "too few lands are seen"),
    QT_TRANSLATE_NOOP("core", "only {count} land edges agree"),
    QT_TRANSLATE_NOOP(
        "core",
        "only {share} of its land edges agree, {wanted} are needed: "
        "another place or board is shown",
    ),
    QT_TRANSLATE_NOOP(
        "core",
        "only {share} of the land edges that are seen agree, {wanted} are needed: "
        "another place or board is shown",
    ),
    QT_TRANSLATE_NOOP(
        "core", "its lands agree along one axis only: another place or board is shown"
    ),
    QT_TRANSLATE_NOOP("core", "the lands face one way only"),
    QT_TRANSLATE_NOOP(
        "core",
        "its lands lie {times} times as far apart as they should, the scale or the height of the "
        "camera is wrong: calibrate it",
    ),
    QT_TRANSLATE_NOOP(
        "core",
        "its lands lie {off} mm off, its place is known to {known} mm (k=1): "
        "another place or board is shown",
    ),
    QT_TRANSLATE_NOOP(
        "core", "its lands are turned by {turn} degrees, the turn is known to {known} (k=1)"
    ),
    QT_TRANSLATE_NOOP("core", "field {number}: {why}"),
    # of a board or panel
    QT_TRANSLATE_NOOP("core", "the recipe asks for no part"),
    QT_TRANSLATE_NOOP("core", "the capture has no frame"),
    QT_TRANSLATE_NOOP("core", "the capture is of {product} {side}, the recipe of {wanted} {other}"),
    QT_TRANSLATE_NOOP("core", "model {name} of the recipe is not here, or is another one"),
    QT_TRANSLATE_NOOP("core", "its bad mark is covered"),
    QT_TRANSLATE_NOOP("core", "its bad mark is neither bare nor covered"),
    QT_TRANSLATE_NOOP("core", "left out by a mask: {parts}"),
    QT_TRANSLATE_NOOP(
        "core",
        "judged anew though the result does not say what was measured (no measured_sha256): "
        "that places, packages and checks are those of this recipe was not verified",
    ),
    QT_TRANSLATE_NOOP("core", "registered as commanded: nothing was looked for"),
    QT_TRANSLATE_NOOP("core", "placed by its golden board: nothing else tells where it lies"),
    QT_TRANSLATE_NOOP("core", "board {index} is placed by the panel: {count} of its marks"),
    QT_TRANSLATE_NOOP("core", "{count} of {all} fiducials found, two are needed: {why}"),
    QT_TRANSLATE_NOOP("core", "the recipe has too few"),
    QT_TRANSLATE_NOOP("core", "{mark} lies in no field"),
    QT_TRANSLATE_NOOP("core", "field {number} has no whole frame"),
    QT_TRANSLATE_NOOP("core", "{mark} was not found: {why}"),
    QT_TRANSLATE_NOOP("core", "its place lies outside the field"),
    QT_TRANSLATE_NOOP("core", "nothing there looks like the mark"),
    QT_TRANSLATE_NOOP("core", "its edges are not as far apart as the mark's"),
    QT_TRANSLATE_NOOP("core", "its edges are not straight"),
    QT_TRANSLATE_NOOP("core", "its edges do not meet where it is"),
    QT_TRANSLATE_NOOP("core", "its outline is no circle of the mark's size"),
    QT_TRANSLATE_NOOP("core", "its outline is not round"),
    QT_TRANSLATE_NOOP("core", "only {share} of its edges are seen"),
    QT_TRANSLATE_NOOP("core", "only {share} of its outline is seen"),
    QT_TRANSLATE_NOOP("core", "there is a circle, but a ring or part of something larger"),
    QT_TRANSLATE_NOOP("core", "ambiguous: two marks equally good, {apart} mm apart"),
    QT_TRANSLATE_NOOP("core", "look whether the panel is in place and is the recipe's product"),
    QT_TRANSLATE_NOOP(
        "core",
        "the {what}'s fiducials are mirrored: is this the side the recipe was made for?",
    ),
    QT_TRANSLATE_NOOP(
        "core",
        "the {what}'s fiducials miss their places by {off} mm rms, more than {most}: "
        "one of them is another mark, or the board is bent",
    ),
    QT_TRANSLATE_NOOP(
        "core",
        "the {what}'s fiducials lie {times} times their nominal distance apart, more than {most} "
        "off: other marks were taken, or it is another product or the scale of the calibration is "
        "wrong",
    ),
    QT_TRANSLATE_NOOP(
        "core",
        "the {what}'s fiducials are sheared by {angle} rad, more than {most}: "
        "one of them is another mark",
    ),
    QT_TRANSLATE_NOOP(
        "core", "the {what} is turned by {turn} degrees, more than {most}: put it in straight"
    ),
    QT_TRANSLATE_NOOP(
        "core",
        "the board lies turned by {turn} degrees: {share} of its lands are seen there, {here} "
        "where they should be",
    ),
    QT_TRANSLATE_NOOP("core", "put it in the right way round"),
    QT_TRANSLATE_NOOP(
        "core",
        "only {share} of the lands are seen where they should be, {wanted} are needed: another "
        "product or another revision lies there, or the light is off",
    ),
    QT_TRANSLATE_NOOP("core", "no field shows lands of the recipe: there is nothing to align by"),
    QT_TRANSLATE_NOOP("core", "the panel could not be aligned by its lands: {why}"),
    QT_TRANSLATE_NOOP(
        "core", "look whether it is the recipe's product and lies within 1.5 mm and 2 degrees"
    ),
    QT_TRANSLATE_NOOP(
        "core",
        "field {number} shows {count} land edges, {wanted} are needed to align by content",
    ),
    QT_TRANSLATE_NOOP("core", "use fiducials, or fields that show more lands"),
    QT_TRANSLATE_NOOP(
        "core",
        "the pattern of lands is not found in field {number} ({seen} of {wanted} standard "
        "deviations)",
    ),
    # of codes
    QT_TRANSLATE_NOOP("core", "code {name} was not read: {why}"),
    QT_TRANSLATE_NOOP("core", "code {name} is refused: {why}"),
    QT_TRANSLATE_NOOP("core", "nothing that can be read is there"),
    QT_TRANSLATE_NOOP("core", "field {number} shows its box in part only"),
    QT_TRANSLATE_NOOP("core", "several lie there: {texts}"),
    QT_TRANSLATE_NOOP("core", "it says {text}, the capture {serial}"),
    QT_TRANSLATE_NOOP("core", "{text} does not match {pattern}"),
    QT_TRANSLATE_NOOP("core", "{scanner} has read no code"),
    QT_TRANSLATE_NOOP("core", "{scanner} has read {text}, the line says {serial}"),
    # of the surface
    QT_TRANSLATE_NOOP("core", "no field has shown it"),
    QT_TRANSLATE_NOOP(
        "core", "{area} mm2 of the surface could not be looked at, {accepted} are accepted"
    ),
    QT_TRANSLATE_NOOP(
        "core",
        "what differs at ({x}, {y}) mm has {value} {unit} of {quantities}, for which the recipe "
        "has no limit",
    ),
    QT_TRANSLATE_NOOP("core", "add one under [surface]"),
    QT_TRANSLATE_NOOP(
        "core",
        "{share} of the surface differs from the golden board: another board, or not in its place",
    ),
    QT_TRANSLATE_NOOP("core", "{count} regions differ, the largest {shown} are listed"),
    QT_TRANSLATE_NOOP(
        "core",
        "{count} corners are on the golden board and too few of them are found again",
    ),
    QT_TRANSLATE_NOOP("core", "as a whole the picture fits it by {fit}, {wanted} is needed"),
    QT_TRANSLATE_NOOP(
        "core",
        "as it lies {share} of it are alike, {needed} are needed: is this the same board, in its "
        "place?",
    ),
    QT_TRANSLATE_NOOP(
        "core",
        "{count} matches between the photographs, {wanted} are needed: do they show the same "
        "board?",
    ),
    QT_TRANSLATE_NOOP(
        "core",
        "only {count} matches lie in one plane, {wanted} are needed: do the photographs show the "
        "same side?",
    ),
    QT_TRANSLATE_NOOP("core", "the photographs share no plane: do they show the same board?"),
    QT_TRANSLATE_NOOP("core", "there is no golden board"),
    QT_TRANSLATE_NOOP("core", "learn one: inspector golden"),
    QT_TRANSLATE_NOOP("core", "the capture has no {shot} shot"),
    QT_TRANSLATE_NOOP("core", "the frames are {taken}, the golden board {golden}"),
    # of the station
    QT_TRANSLATE_NOOP("core", "the calibration of {camera} was valid until {until}"),
    QT_TRANSLATE_NOOP("core", "nothing can pass: calibrate the station and start it again"),
    QT_TRANSLATE_NOOP(
        "core",
        "panel {panel} was in place when the station stopped and has gone without being inspected",
    ),
    QT_TRANSLATE_NOOP("core", "find it and bring it again"),
    QT_TRANSLATE_NOOP("core", "panel {panel} was not verified within {time} s"),
    QT_TRANSLATE_NOOP("core", "the machine's verdict is given"),
    QT_TRANSLATE_NOOP("core", "{line} has not taken the answer of panel {panel} within {time} s"),
    QT_TRANSLATE_NOOP("core", "look at the PLC's program"),
    QT_TRANSLATE_NOOP("core", "{count} events were not shown"),
    QT_TRANSLATE_NOOP("core", "look at the record for what was done"),
    QT_TRANSLATE_NOOP("core", "{sink} has lost {count} results, they stand in the record"),
    QT_TRANSLATE_NOOP("core", "{sink} has not taken {count} results, they wait in the record"),
    QT_TRANSLATE_NOOP("core", "{replay}: no capture of {serial}"),
    QT_TRANSLATE_NOOP("core", "record one, or let any do: any_panel = true"),
    QT_TRANSLATE_NOOP("core", "look whether its receiver takes results"),
    QT_TRANSLATE_NOOP("core", "{part} {code} on {count} boards in a row"),
    QT_TRANSLATE_NOOP("core", "mend the line, then start again"),
    QT_TRANSLATE_NOOP("core", "no recipe is for {what}"),
    QT_TRANSLATE_NOOP("core", "add a pattern to station.toml"),
    QT_TRANSLATE_NOOP("core", "the line says to skip board {index}, recipe {name} has {known}"),
    QT_TRANSLATE_NOOP("core", "{name} is away"),
    QT_TRANSLATE_NOOP("core", "look at its power and cable"),
    QT_TRANSLATE_NOOP("core", "internal error: {error}"),
    QT_TRANSLATE_NOOP("core", "please report it with the log"),
    # of devices
    QT_TRANSLATE_NOOP("core", "no contact yet"),
    QT_TRANSLATE_NOOP("core", "is it on, and are address and unit right?"),
    QT_TRANSLATE_NOOP("core", "its heartbeat stands still"),
    QT_TRANSLATE_NOOP("core", "is its program running?"),
    QT_TRANSLATE_NOOP("core", "is it on, is the unit right?"),
    QT_TRANSLATE_NOOP("core", "no connection ({error})"),
    QT_TRANSLATE_NOOP("core", "no answer"),
    QT_TRANSLATE_NOOP("core", "look at its cable and power"),
    QT_TRANSLATE_NOOP("core", "look at its cable"),
    QT_TRANSLATE_NOOP("core", "look at cable, address and port"),
    QT_TRANSLATE_NOOP("core", "check its cable and power, or mend the serial"),
    QT_TRANSLATE_NOOP("core", "check cable and power"),
    QT_TRANSLATE_NOOP("core", "check trigger, exposure and cable"),
    QT_TRANSLATE_NOOP("core", "look at the trigger's cable"),
    QT_TRANSLATE_NOOP("core", "close the other program that has it"),
    QT_TRANSLATE_NOOP("core", "it no longer answers"),
    QT_TRANSLATE_NOOP("core", "it is not open"),
    QT_TRANSLATE_NOOP("core", "it is started again when it is needed"),
    # of the record
    QT_TRANSLATE_NOOP("core", "{program} is writing this record"),
    QT_TRANSLATE_NOOP("core", "wait for it or end it first"),
    QT_TRANSLATE_NOOP("core", "there is no record here"),
    QT_TRANSLATE_NOOP("core", "inspect a panel first"),
    QT_TRANSLATE_NOOP("core", "another program writes it"),
    QT_TRANSLATE_NOOP("core", "end that one first"),
    QT_TRANSLATE_NOOP("core", "free some space there and run again"),
    QT_TRANSLATE_NOOP("core", "make the folder exist and writable, or choose another one"),
    QT_TRANSLATE_NOOP("core", "make the folder writable, or choose another one"),
    QT_TRANSLATE_NOOP("core", "make it writable, free some space, or choose another place"),
    QT_TRANSLATE_NOOP("core", "it is no record or is damaged"),
    QT_TRANSLATE_NOOP("core", "put a backup in its place"),
    QT_TRANSLATE_NOOP("core", "look after the disk and the space left on it, then run again"),
    QT_TRANSLATE_NOOP("core", "restore a backup"),
    # of files
    QT_TRANSLATE_NOOP("core", "is not there"),
    QT_TRANSLATE_NOOP("core", "calibrate the station again"),
    QT_TRANSLATE_NOOP("core", "calibrate the station"),
    QT_TRANSLATE_NOOP("core", "is nominal: this machine was not measured"),
)
"""What the core says; `{quantities}` are names of quantities, `{why}` is another sentence."""

OF_SCREENS: tuple[object, ...] = (
    QT_TRANSLATE_NOOP("core", "camera"),
    QT_TRANSLATE_NOOP("core", "light"),
    QT_TRANSLATE_NOOP("core", "code reader"),
    QT_TRANSLATE_NOOP("core", "record"),
    QT_TRANSLATE_NOOP("core", "calibration"),
    QT_TRANSLATE_NOOP("core", "not set up"),
    QT_TRANSLATE_NOOP("core", "drawn boards"),
    QT_TRANSLATE_NOOP("core", "simulated, in this program"),
    QT_TRANSLATE_NOOP("core", "results and pictures"),
    QT_TRANSLATE_NOOP("core", "replay of {folder}"),
    QT_TRANSLATE_NOOP("core", "{name}, serial {serial}"),
    QT_TRANSLATE_NOOP("core", "{cols} x {rows} px, brightness {bright}, sharpness {sharp}"),
    QT_TRANSLATE_NOOP("core", "{count} shots were lit, now dark"),
    QT_TRANSLATE_NOOP("core", "answers, and sees no code"),
    QT_TRANSLATE_NOOP("core", "read {code}"),
    QT_TRANSLATE_NOOP("core", "answers, heartbeat {beat}"),
    QT_TRANSLATE_NOOP("core", "no panel was recorded yet"),
    QT_TRANSLATE_NOOP("core", "{count} panels"),
    QT_TRANSLATE_NOOP("core", "valid until {date}"),
    QT_TRANSLATE_NOOP("core", "{free} GB of {all} GB free"),
    QT_TRANSLATE_NOOP("core", "make room, records stop when it is full"),
    QT_TRANSLATE_NOOP("core", "disk"),
    QT_TRANSLATE_NOOP("core", "memory"),
    QT_TRANSLATE_NOOP("core", "disk of the record"),
    QT_TRANSLATE_NOOP("core", "{folder} is not there"),
    QT_TRANSLATE_NOOP("core", "calibration made"),
    QT_TRANSLATE_NOOP("core", "calibration valid until"),
    QT_TRANSLATE_NOOP("core", "{date} by {who}"),
    QT_TRANSLATE_NOOP("core", "expired, calibrate the station again"),
    QT_TRANSLATE_NOOP("core", "{days} days left, calibrate soon"),
    QT_TRANSLATE_NOOP("core", "nominal"),
    QT_TRANSLATE_NOOP("core", "this machine was not measured"),
    QT_TRANSLATE_NOOP("core", "measured"),
    QT_TRANSLATE_NOOP("core", "not fitted"),
    QT_TRANSLATE_NOOP("core", "process stage"),
    QT_TRANSLATE_NOOP("core", "ipc class"),
    QT_TRANSLATE_NOOP("core", "registration"),
    QT_TRANSLATE_NOOP("core", "refdes"),
    QT_TRANSLATE_NOOP("core", "package"),
    QT_TRANSLATE_NOOP("core", "x"),
    QT_TRANSLATE_NOOP("core", "y"),
    QT_TRANSLATE_NOOP("core", "rotation"),
    QT_TRANSLATE_NOOP("core", "value"),
    QT_TRANSLATE_NOOP("core", "part number"),
    QT_TRANSLATE_NOOP("core", "fitted"),
    QT_TRANSLATE_NOOP("core", "pre_reflow"),
    QT_TRANSLATE_NOOP("core", "post_reflow"),
    QT_TRANSLATE_NOOP("core", "fiducials"),
    QT_TRANSLATE_NOOP("core", "content"),
    QT_TRANSLATE_NOOP("core", "none"),
    QT_TRANSLATE_NOOP("core", "space"),
    QT_TRANSLATE_NOOP("core", "top"),
    QT_TRANSLATE_NOOP("core", "bottom"),
    QT_TRANSLATE_NOOP("core", "own limits"),
    QT_TRANSLATE_NOOP("core", "no program"),
    QT_TRANSLATE_NOOP("core", "check"),
)
"""What screens say in their models, which know no Qt; fields of a part and of a board."""

OF_OTHERS: tuple[object, ...] = (
    QT_TRANSLATE_NOOP("core", "database is locked"),
    QT_TRANSLATE_NOOP("core", "database or disk is full"),
    QT_TRANSLATE_NOOP("core", "unable to open database file"),
    QT_TRANSLATE_NOOP("core", "attempt to write a readonly database"),
    QT_TRANSLATE_NOOP("core", "file is not a database"),
    QT_TRANSLATE_NOOP("core", "database disk image is malformed"),
    QT_TRANSLATE_NOOP("core", "disk I/O error"),
    QT_TRANSLATE_NOOP("core", "No space left on device"),
    QT_TRANSLATE_NOOP("core", "No such file or directory"),
)
"""What SQLite and the operating system say through the core's lines."""
