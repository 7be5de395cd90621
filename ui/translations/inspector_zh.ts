<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AboutPage</name>
    <message>
        <location filename="../setup/pages.py" line="115"/>
        <source>package</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/pages.py" line="115"/>
        <source>version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/pages.py" line="115"/>
        <source>licence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/pages.py" line="116"/>
        <source>Installed packages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/pages.py" line="117"/>
        <source>Apache License 2.0. It stands on these packages:</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AlarmList</name>
    <message>
        <location filename="../operator/alarms.py" line="44"/>
        <source>The station cannot start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/alarms.py" line="45"/>
        <source>Mend what is named below, then press Start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/alarms.py" line="51"/>
        <source>and {count} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/alarms.py" line="59"/>
        <source>Seen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/alarms.py" line="61"/>
        <source>Seen: {alarm}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BoardCanvas</name>
    <message>
        <location filename="../editor/canvas.py" line="92"/>
        <source>Board with the design laid over it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/canvas.py" line="95"/>
        <source>Wheel: zoom. Drag: pan, or move the chosen part. Ctrl+arrows move it by 0.01 mm, with Shift by 0.1 mm. 0: whole board.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BoardForm</name>
    <message>
        <location filename="../editor/board_form.py" line="52"/>
        <source>{0} x {1} mm, {2} side, {3} parts, {4} fiducials, {5} board(s)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/board_form.py" line="63"/>
        <source>where in the line the panel is looked at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/board_form.py" line="64"/>
        <source>limits that packages take from the standard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/board_form.py" line="65"/>
        <source>what tells where the panel lies</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Controls</name>
    <message>
        <location filename="../statistics/controls.py" line="37"/>
        <source>Charts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/controls.py" line="41"/>
        <source>Count by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/controls.py" line="42"/>
        <source>Quantity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/controls.py" line="43"/>
        <source>Package or part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/controls.py" line="46"/>
        <source>Values a subgroup</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/controls.py" line="48"/>
        <source>Product</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/controls.py" line="49"/>
        <source>Station</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/controls.py" line="50"/>
        <source>Lot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/controls.py" line="51"/>
        <source>Period</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/controls.py" line="52"/>
        <source>Save &amp;picture (PNG)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/controls.py" line="53"/>
        <source>Save &amp;table (CSV)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/controls.py" line="54"/>
        <source>Save rep&amp;ort (HTML)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/controls.py" line="55"/>
        <source>&amp;Enter an escaped defect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/controls.py" line="56"/>
        <source>Read the record again (F5)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/controls.py" line="81"/>
        <location filename="../statistics/controls.py" line="126"/>
        <source>all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/controls.py" line="103"/>
        <source>Yield over time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/controls.py" line="104"/>
        <source>Pareto of calls</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/controls.py" line="105"/>
        <source>Values over time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/controls.py" line="106"/>
        <source>Means and ranges (Xbar-R)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/controls.py" line="107"/>
        <source>Histogram, Cp and Cpk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/controls.py" line="108"/>
        <source>Calls on the board</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/controls.py" line="109"/>
        <source>Placement offsets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/controls.py" line="114"/>
        <source>kind of defect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/controls.py" line="115"/>
        <source>part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/controls.py" line="116"/>
        <source>package</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/controls.py" line="117"/>
        <source>part number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/controls.py" line="118"/>
        <source>station</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/controls.py" line="119"/>
        <source>lot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/controls.py" line="120"/>
        <source>product</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/controls.py" line="121"/>
        <source>hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/controls.py" line="127"/>
        <source>last 24 hours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/controls.py" line="128"/>
        <source>last 7 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/controls.py" line="129"/>
        <source>last 30 days</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Desktop</name>
    <message>
        <location filename="../app.py" line="118"/>
        <source>Something went wrong on this screen: {why}. Inspection goes on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../app.py" line="159"/>
        <source>The program is not whole: {why}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EditorFrame</name>
    <message>
        <location filename="../editor/frame.py" line="76"/>
        <source>Choose a recipe.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/frame.py" line="78"/>
        <source>as released</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/frame.py" line="80"/>
        <source>Changes ({0})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/frame.py" line="81"/>
        <source>Problems ({0})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/frame.py" line="90"/>
        <source>the recipe was edited since this trial: run it again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/frame.py" line="111"/>
        <location filename="../editor/frame.py" line="145"/>
        <source>Test run: board</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/frame.py" line="112"/>
        <source>Test run: part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/frame.py" line="113"/>
        <source>Test run: package</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/frame.py" line="118"/>
        <location filename="../editor/frame.py" line="128"/>
        <source>Recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/frame.py" line="120"/>
        <source>Stored capture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/frame.py" line="129"/>
        <source>Capture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/frame.py" line="136"/>
        <source>Open…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/frame.py" line="137"/>
        <source>New board…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/frame.py" line="138"/>
        <source>Choose…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/frame.py" line="140"/>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/frame.py" line="141"/>
        <source>Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/frame.py" line="142"/>
        <source>Add part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/frame.py" line="143"/>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/frame.py" line="144"/>
        <source>Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/frame.py" line="146"/>
        <source>Save as new revision…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/frame.py" line="153"/>
        <source>Message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/frame.py" line="171"/>
        <source>Trial</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/frame.py" line="172"/>
        <source>Look inside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/frame.py" line="173"/>
        <source>Changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/frame.py" line="174"/>
        <source>Problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/frame.py" line="178"/>
        <source>What differs from the released revision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/frame.py" line="180"/>
        <source>What contradicts itself</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EditorPanel</name>
    <message>
        <location filename="../editor/panel.py" line="118"/>
        <source>Reading the recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/panel.py" line="205"/>
        <source>no stored capture is shown; choose one first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/panel.py" line="217"/>
        <source>Inspecting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/panel.py" line="232"/>
        <source>saved as {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/panel.py" line="236"/>
        <source>Saving</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/panel.py" line="256"/>
        <source>board not found, shown as commanded: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/panel.py" line="260"/>
        <source>Reading the capture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/panel.py" line="310"/>
        <source>Recipe folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/panel.py" line="316"/>
        <source>Capture, or folder of captures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/panel.py" line="319"/>
        <source>Looking for captures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/panel.py" line="338"/>
        <source>Changes:
{0}

Name of the new revision:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/panel.py" line="340"/>
        <source>Save as new revision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/panel.py" line="350"/>
        <source>Unsaved edits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/panel.py" line="351"/>
        <source>Leave {0} edits that are not saved?</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EscapeDialog</name>
    <message>
        <location filename="../statistics/escape_dialog.py" line="29"/>
        <source>A defect that escaped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/escape_dialog.py" line="36"/>
        <source>field</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/escape_dialog.py" line="41"/>
        <source>Serial number of the panel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/escape_dialog.py" line="42"/>
        <source>Board of the panel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/escape_dialog.py" line="43"/>
        <source>Part (reference designator)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/escape_dialog.py" line="44"/>
        <source>Kind of defect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/escape_dialog.py" line="45"/>
        <source>Found at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/escape_dialog.py" line="46"/>
        <source>Note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/escape_dialog.py" line="74"/>
        <source>Serial number and part are needed.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HealthPage</name>
    <message>
        <location filename="../setup/pages.py" line="59"/>
        <source>what</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/pages.py" line="59"/>
        <source>how it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/pages.py" line="60"/>
        <source>Calibration and storage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/pages.py" line="61"/>
        <source>Look again</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Histogram</name>
    <message>
        <location filename="../setup/live.py" line="26"/>
        <source>Histogram of the picture</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Inside</name>
    <message>
        <location filename="../editor/trial.py" line="150"/>
        <source>Part of the trial</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/trial.py" line="152"/>
        <source>Picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/trial.py" line="155"/>
        <source>Test run a part or a package: here is what its checks look at.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LimitHistogram</name>
    <message>
        <location filename="../editor/histogram.py" line="48"/>
        <source>Stored measurements against the limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../editor/histogram.py" line="84"/>
        <source>%n value(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LimitsTable</name>
    <message>
        <location filename="../editor/limits.py" line="71"/>
        <location filename="../editor/limits.py" line="95"/>
        <source>Limits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/limits.py" line="73"/>
        <source>quantity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/limits.py" line="73"/>
        <source>low</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/limits.py" line="73"/>
        <source>high</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/limits.py" line="73"/>
        <source>defect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/limits.py" line="74"/>
        <source>from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/limits.py" line="87"/>
        <source>Numbers, or formulas over W, P, L, T, H, G of the joint; empty: no bound.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/limits.py" line="89"/>
        <location filename="../editor/limits.py" line="197"/>
        <source>Add limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/limits.py" line="91"/>
        <source>Remove limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/limits.py" line="146"/>
        <source>this recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/limits.py" line="156"/>
        <source>Of the recipe&apos;s IPC class: not edited here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/limits.py" line="176"/>
        <source>low is above high</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/limits.py" line="198"/>
        <source>Quantity that is judged:</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LiveView</name>
    <message>
        <location filename="../setup/live.py" line="60"/>
        <source>Live picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/live.py" line="61"/>
        <location filename="../setup/live.py" line="98"/>
        <source>Live view</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/live.py" line="71"/>
        <source>Focus, of the best seen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/live.py" line="72"/>
        <source>focus: %p % of the best</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/live.py" line="98"/>
        <source>Stop live view</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/live.py" line="101"/>
        <source>Live view: what the camera sees, to turn lens and lamp by.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/live.py" line="112"/>
        <source>brightness {0}, overexposed {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/live.py" line="114"/>
        <source>sharpness {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LogPage</name>
    <message>
        <location filename="../setup/pages.py" line="81"/>
        <source>time, UTC</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/pages.py" line="81"/>
        <source>level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/pages.py" line="81"/>
        <source>serial</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/pages.py" line="81"/>
        <source>what</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/pages.py" line="82"/>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/pages.py" line="89"/>
        <location filename="../setup/pages.py" line="90"/>
        <source>Find in the log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/pages.py" line="92"/>
        <source>Read again</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Middle</name>
    <message>
        <location filename="../review/parts.py" line="101"/>
        <location filename="../review/parts.py" line="181"/>
        <source>Suspect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/parts.py" line="103"/>
        <location filename="../review/parts.py" line="182"/>
        <source>Golden board</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/parts.py" line="105"/>
        <location filename="../review/parts.py" line="185"/>
        <source>Difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/parts.py" line="106"/>
        <source>One light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/parts.py" line="107"/>
        <source>Place on the board</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/parts.py" line="108"/>
        <source>Board</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/parts.py" line="110"/>
        <source>P  previous</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/parts.py" line="111"/>
        <source>N  next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/parts.py" line="112"/>
        <source>Space  golden</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/parts.py" line="113"/>
        <source>L  light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/parts.py" line="114"/>
        <source>B  board</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/parts.py" line="134"/>
        <location filename="../review/parts.py" line="146"/>
        <location filename="../review/parts.py" line="168"/>
        <source>Reading …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/parts.py" line="142"/>
        <source>The recipe of this product is not known here: no drawing of its board</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/parts.py" line="169"/>
        <source>No picture was kept of this part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/parts.py" line="172"/>
        <source>No golden board here: learn one from good captures with `inspector golden`</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/parts.py" line="176"/>
        <source>Golden board (Space: suspect)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/parts.py" line="184"/>
        <source>Without a golden board there is no difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/parts.py" line="195"/>
        <source>The record cannot be read. It is tried again every few seconds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/parts.py" line="196"/>
        <source>Nothing waits for a decision.
New suspects appear here by themselves.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NewBoardDialog</name>
    <message>
        <location filename="../editor/new_board.py" line="50"/>
        <source>New board</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/new_board.py" line="64"/>
        <source>Positions (centroid file)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/new_board.py" line="65"/>
        <source>KiCad&apos;s position file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/new_board.py" line="68"/>
        <source>Package library</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/new_board.py" line="69"/>
        <source>packages.toml</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/new_board.py" line="72"/>
        <source>New recipe folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/new_board.py" line="73"/>
        <source>its name is the product&apos;s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/new_board.py" line="75"/>
        <source>Side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/new_board.py" line="76"/>
        <source>IPC class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/new_board.py" line="94"/>
        <source>name both files and the new folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/new_board.py" line="97"/>
        <source>Reading …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/new_board.py" line="117"/>
        <source>Browse…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OperatorPanel</name>
    <message>
        <location filename="../operator/panel.py" line="108"/>
        <source>Recipe: by the line or the code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/panel.py" line="110"/>
        <source>Recipe: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/panel.py" line="168"/>
        <source>Why the panel did not pass</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/panel.py" line="176"/>
        <source>The picture of the board appears here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/panel.py" line="215"/>
        <source>&amp;Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/panel.py" line="216"/>
        <source>&amp;Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/panel.py" line="217"/>
        <source>S&amp;top</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/panel.py" line="221"/>
        <source>Recipe</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Properties</name>
    <message>
        <location filename="../editor/properties.py" line="149"/>
        <source>from the board&apos;s left edge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/properties.py" line="150"/>
        <source>from its lower edge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/properties.py" line="151"/>
        <source>counter-clockwise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/properties.py" line="152"/>
        <source>off: the site must be empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/properties.py" line="160"/>
        <source>Turn left 90°</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/properties.py" line="161"/>
        <source>Turn right 90°</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/properties.py" line="208"/>
        <source>Limits of this part alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/properties.py" line="208"/>
        <source>As its package</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/properties.py" line="212"/>
        <location filename="../editor/properties.py" line="213"/>
        <source>Reason for limits of its own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/properties.py" line="216"/>
        <location filename="../editor/properties.py" line="217"/>
        <source>Author</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/properties.py" line="221"/>
        <source>Judge it as its package again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/properties.py" line="236"/>
        <source>{0} terminations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/properties.py" line="239"/>
        <source>Nothing says how this package is inspected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/properties.py" line="241"/>
        <source>Inspect it as usual for its family</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/properties.py" line="256"/>
        <source>Check to add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/properties.py" line="258"/>
        <source>Add check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/properties.py" line="281"/>
        <source>It measures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/properties.py" line="284"/>
        <source>Remove check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/properties.py" line="285"/>
        <source>with the limits on what it measures</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>QueueSide</name>
    <message>
        <location filename="../review/parts.py" line="48"/>
        <source>Your name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/parts.py" line="49"/>
        <source>Your name, then Enter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/parts.py" line="50"/>
        <source>Mix in known defects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/parts.py" line="54"/>
        <source>Shows some defects again that others confirmed, to measure who reviews</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/parts.py" line="61"/>
        <source>Suspects that wait</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/parts.py" line="80"/>
        <source>Suspects: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/parts.py" line="83"/>
        <source>▶ the line waits for %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/parts.py" line="85"/>
        <source>Reading the record …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/parts.py" line="87"/>
        <source>%1 defects, %2 false calls</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/parts.py" line="90"/>
        <source>known defects: %1 of %2 found</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReasonSide</name>
    <message>
        <location filename="../review/parts.py" line="215"/>
        <source>D  defect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/parts.py" line="216"/>
        <source>F  false call</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/parts.py" line="217"/>
        <source>Ctrl+Z  undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/parts.py" line="218"/>
        <source>F5  reload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/parts.py" line="246"/>
        <source>Between the parts (not for review):</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/parts.py" line="251"/>
        <source>Type your name first, at the upper left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/parts.py" line="252"/>
        <source>Wait until the picture is there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/parts.py" line="276"/>
        <source>board %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/parts.py" line="284"/>
        <source>pin %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/parts.py" line="287"/>
        <source>limit %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RecipeTree</name>
    <message>
        <location filename="../editor/tree.py" line="27"/>
        <location filename="../editor/tree.py" line="28"/>
        <source>Find a part or package</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/tree.py" line="33"/>
        <source>Board, packages, checks and parts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/tree.py" line="34"/>
        <source>Recipe</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RegistersPage</name>
    <message>
        <location filename="../setup/pages.py" line="20"/>
        <source>value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/pages.py" line="21"/>
        <source>name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/pages.py" line="22"/>
        <source>written by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/pages.py" line="23"/>
        <source>address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/pages.py" line="24"/>
        <source>registers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/pages.py" line="25"/>
        <source>meaning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/pages.py" line="27"/>
        <source>Registers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/pages.py" line="41"/>
        <source>PLC</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReviewPanel</name>
    <message>
        <location filename="../review/panel.py" line="65"/>
        <source>Review</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SetupPanel</name>
    <message>
        <location filename="../setup/panel.py" line="66"/>
        <source>not tried</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/panel.py" line="67"/>
        <source>being tried</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/panel.py" line="68"/>
        <source>works</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/panel.py" line="69"/>
        <source>does not work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/panel.py" line="70"/>
        <source>not set up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/panel.py" line="75"/>
        <source>Message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/panel.py" line="83"/>
        <location filename="../setup/panel.py" line="255"/>
        <source>Devices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/panel.py" line="84"/>
        <source>Lights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/panel.py" line="85"/>
        <source>PLC</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/panel.py" line="86"/>
        <source>Calibration and storage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/panel.py" line="87"/>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/panel.py" line="88"/>
        <source>About</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/panel.py" line="229"/>
        <source>Test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/panel.py" line="237"/>
        <source>on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/panel.py" line="242"/>
        <source>Show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/panel.py" line="247"/>
        <source>No light controller is set up: add [light] to station.toml.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/panel.py" line="256"/>
        <source>state</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/panel.py" line="256"/>
        <source>device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/panel.py" line="256"/>
        <source>which</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/panel.py" line="256"/>
        <source>answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/panel.py" line="263"/>
        <source>Test all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/panel.py" line="263"/>
        <source>Read station.toml</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/panel.py" line="273"/>
        <source>Shots and their light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/panel.py" line="274"/>
        <source>shot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/panel.py" line="274"/>
        <source>channels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/panel.py" line="281"/>
        <source>All dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/panel.py" line="304"/>
        <source>The PLC is simulated: this is the map, nothing stands in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/panel.py" line="305"/>
        <source>No PLC is set up: this is the map. Add [line.modbus] to station.toml.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/panel.py" line="329"/>
        <source>read from {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../setup/panel.py" line="346"/>
        <source>{0} cannot be read, or nothing was logged</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StatisticsPanel</name>
    <message>
        <location filename="../statistics/panel.py" line="65"/>
        <source>Statistics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/panel.py" line="195"/>
        <source>Chart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/panel.py" line="220"/>
        <source>Reading the record …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/panel.py" line="223"/>
        <source>There is no record yet. Inspect a panel, then read again (F5).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/panel.py" line="259"/>
        <source>Written: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Texts</name>
    <message>
        <location filename="../operator/texts.py" line="18"/>
        <source>OFF</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="19"/>
        <source>STARTING</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="20"/>
        <source>WAITING</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="21"/>
        <source>INSPECTING</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="22"/>
        <source>PASS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="23"/>
        <source>FAIL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="24"/>
        <source>NOT INSPECTED</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="25"/>
        <source>PAUSED</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="26"/>
        <source>STOPPED</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="27"/>
        <source>EMERGENCY STOP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="33"/>
        <source>No panel in place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="34"/>
        <source>no code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="41"/>
        <source>Press Start to inspect.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="43"/>
        <source>Opening devices and recipes. The first time on a computer takes a minute.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="45"/>
        <source>The station is ready and waits for the next panel.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="46"/>
        <source>Getting ready for the first panel.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="48"/>
        <source>Picture {count} of {of} is there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="51"/>
        <source>All pictures are there; the verdict is being made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="53"/>
        <source>The line waits for a review of this panel, until {until}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="55"/>
        <source>The verdict is recorded; the line is being told.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="56"/>
        <source>Nothing moves until this is mended and Start is pressed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="62"/>
        <source>Stopped: act now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="64"/>
        <source>Attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="66"/>
        <source>Running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="67"/>
        <source>Starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="67"/>
        <source>Off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="72"/>
        <source>No verdict yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="74"/>
        <source>Nothing found on {parts} parts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="75"/>
        <source>Reasons: {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="79"/>
        <source>board</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="81"/>
        <source>{place}: not inspected: {why}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="85"/>
        <source>limit {low} to {high}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="89"/>
        <source>limit at least {low}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="91"/>
        <source>limit at most {high}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="98"/>
        <source>Panels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="99"/>
        <source>Passed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="100"/>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="101"/>
        <source>Not inspected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="102"/>
        <source>First-pass yield</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="103"/>
        <source>False calls</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../operator/texts.py" line="123"/>
        <source>The last {count} panels: {passed} passed, {failed} failed, {silent} not inspected</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TrialTable</name>
    <message>
        <location filename="../editor/trial.py" line="112"/>
        <source>Measured values against their limits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/trial.py" line="114"/>
        <source>part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/trial.py" line="115"/>
        <source>quantity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/trial.py" line="116"/>
        <source>measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/trial.py" line="117"/>
        <source>limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/trial.py" line="118"/>
        <source>verdict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../editor/trial.py" line="119"/>
        <source>why</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Viewer</name>
    <message>
        <location filename="../widgets/viewer.py" line="75"/>
        <source>Picture of the board</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <location filename="../window.py" line="76"/>
        <source>Inspector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../window.py" line="78"/>
        <location filename="../window.py" line="108"/>
        <source>One moment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../window.py" line="83"/>
        <source>&amp;Operator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../window.py" line="84"/>
        <source>&amp;Review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../window.py" line="85"/>
        <source>St&amp;atistics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../window.py" line="86"/>
        <source>Reci&amp;pes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../window.py" line="87"/>
        <source>Set-&amp;up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../window.py" line="147"/>
        <source>This screen cannot be shown: {why}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../window.py" line="176"/>
        <source>SIMULATED</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../window.py" line="179"/>
        <source>Light / dark</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>light</name>
    <message>
        <location filename="../review/words.py" line="9"/>
        <source>red, top</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/words.py" line="10"/>
        <source>green, middle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../review/words.py" line="11"/>
        <source>blue, flat</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>statistics</name>
    <message>
        <location filename="../statistics/charts.py" line="45"/>
        <location filename="../statistics/charts.py" line="52"/>
        <source>Yield over time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/charts.py" line="49"/>
        <source>first-pass yield, %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/charts.py" line="50"/>
        <source>calls a board</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/charts.py" line="72"/>
        <source>Calls, most first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/charts.py" line="83"/>
        <source>defects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/charts.py" line="84"/>
        <source>false calls</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/charts.py" line="86"/>
        <source>not reviewed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/charts.py" line="96"/>
        <source>share of all, %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/charts.py" line="97"/>
        <source>calls</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/charts.py" line="102"/>
        <source>%1 more are in the table (CSV)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/charts.py" line="134"/>
        <source>subgroup</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/charts.py" line="135"/>
        <source>mean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/charts.py" line="136"/>
        <source>range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/charts.py" line="144"/>
        <source>beyond the control limits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/charts.py" line="151"/>
        <source>LCL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/charts.py" line="153"/>
        <source>UCL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/charts.py" line="157"/>
        <source>%1 of %2 subgroups of %3 beyond the control limits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/charts.py" line="174"/>
        <source>values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/charts.py" line="178"/>
        <source>beyond the limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/charts.py" line="195"/>
        <source>Calls on the board</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/charts.py" line="215"/>
        <source>The area of a disc is the number of calls.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/charts.py" line="222"/>
        <source>Mean offset of each part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/charts.py" line="248"/>
        <source>Median of all parts: x %1 µm, y %2 µm. Arrows are drawn %3 times as long.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/charts.py" line="285"/>
        <source>lower limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/charts.py" line="286"/>
        <source>upper limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/charts.py" line="304"/>
        <source>These parts have different limits: choose one package or part.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/charts.py" line="309"/>
        <source>%1 were not measured.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/charts.py" line="348"/>
        <source>No calls in this selection.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/charts.py" line="352"/>
        <source>Too few values in this selection.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/charts.py" line="357"/>
        <source>The recipe of this product is not known here: its parts have no places.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/report.py" line="26"/>
        <source>Inspection statistics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/report.py" line="37"/>
        <source>Ranges are 95 % intervals (Wilson).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/report.py" line="51"/>
        <source>all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/report.py" line="52"/>
        <source>product</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/report.py" line="53"/>
        <source>station</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/report.py" line="54"/>
        <source>lot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/tiles.py" line="27"/>
        <source>Boards</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/tiles.py" line="29"/>
        <source>%1 panels, %2 components</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/tiles.py" line="33"/>
        <source>First-pass yield</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/tiles.py" line="34"/>
        <source>After review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/tiles.py" line="35"/>
        <source>False calls, ppm of components</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/tiles.py" line="37"/>
        <source>False calls, ppm of opportunities</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/tiles.py" line="40"/>
        <source>Not inspected, ppm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/tiles.py" line="42"/>
        <source>DPMO, confirmed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/tiles.py" line="44"/>
        <source>%1 of %2 calls not reviewed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../statistics/tiles.py" line="48"/>
        <source>Escaped</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>words</name>
    <message>
        <location filename="../words.py" line="12"/>
        <source>PASS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="13"/>
        <source>FAIL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="14"/>
        <source>NOT INSPECTED</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="21"/>
        <source>missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="22"/>
        <source>extra part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="23"/>
        <source>wrong part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="24"/>
        <source>wrong rotation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="25"/>
        <source>reversed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="26"/>
        <source>upside down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="27"/>
        <source>shifted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="28"/>
        <source>skewed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="29"/>
        <source>side overhang</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="30"/>
        <source>end overhang</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="31"/>
        <source>tombstone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="32"/>
        <source>billboard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="33"/>
        <source>damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="34"/>
        <source>lifted lead</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="35"/>
        <source>coplanarity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="36"/>
        <source>solder bridge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="37"/>
        <source>insufficient solder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="38"/>
        <source>excess solder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="39"/>
        <source>open joint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="40"/>
        <source>non-wetting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="41"/>
        <source>dewetted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="42"/>
        <source>disturbed solder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="43"/>
        <source>blowhole</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="44"/>
        <source>solder ball</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="45"/>
        <source>foreign matter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="46"/>
        <source>scratch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="47"/>
        <source>track open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="48"/>
        <source>short</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="49"/>
        <source>mouse bite</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="50"/>
        <source>spur</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="51"/>
        <source>spurious copper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="52"/>
        <source>pin hole</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="60"/>
        <source>The program has failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="61"/>
        <source>A device does not answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="62"/>
        <source>The record cannot be written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="63"/>
        <source>Calibration is not valid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="64"/>
        <source>A file was refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="65"/>
        <source>The line does not answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="66"/>
        <source>The line has not taken the answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="69"/>
        <source>No recipe for this panel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="72"/>
        <source>The same defect again and again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="75"/>
        <source>A panel has left without being inspected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="78"/>
        <source>A panel was not verified in time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="81"/>
        <source>The screen has missed something</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="91"/>
        <source>Press Start. If it comes again, call maintenance and keep the log.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="94"/>
        <source>Look at power and cable of the device, then press Start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="97"/>
        <source>Make room on the disk, or close the other station program; then press Start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="100"/>
        <source>Call maintenance: the station must be calibrated before it inspects.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="103"/>
        <source>Call the process engineer: a recipe or a setting must be mended.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="106"/>
        <source>Look at the PLC&apos;s power and network cable. It goes on by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="109"/>
        <source>Look whether the PLC runs. The answer is kept and given again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="112"/>
        <source>Choose the recipe below, or take the panel out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="115"/>
        <source>Mend the cause in the line first, then press Start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="118"/>
        <source>Find the panel and bring it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="121"/>
        <source>The machine&apos;s verdict was given. Review panels sooner.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../words.py" line="124"/>
        <source>The counters may be short. The record is complete.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
