<?xml version='1.0' encoding='utf-8'?>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AboutPage</name>
    <message>
        <source>package</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>version</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>licence</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Installed packages</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Apache License 2.0. It stands on these packages:</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>AlarmList</name>
    <message>
        <source>The station cannot start</source>
        <translation>工站无法启动</translation>
    </message>
    <message>
        <source>Mend what is named below, then press Start.</source>
        <translation>请先排除下面的问题，然后按“开始”。</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>还有 {count} 条</translation>
    </message>
    <message>
        <source>Seen</source>
        <translation>已知晓</translation>
    </message>
    <message>
        <source>Seen: {alarm}</source>
        <translation>已知晓：{alarm}</translation>
    </message>
</context>
<context>
    <name>BoardCanvas</name>
    <message>
        <source>Board with the design laid over it</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Wheel: zoom. Drag: pan, or move the chosen part. Ctrl+arrows move it by 0.01 mm, with Shift by 0.1 mm. 0: whole board.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>Controls</name>
    <message>
        <source>Charts</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Count by</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Quantity</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Package or part</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Values a subgroup</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Product</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Station</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Lot</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Period</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Save &amp;picture (PNG)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Save &amp;table (CSV)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Save rep&amp;ort (HTML)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>&amp;Enter an escaped defect</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Read the record again (F5)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>all</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Yield over time</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Pareto of calls</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Values over time</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Means and ranges (Xbar-R)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Histogram, Cp and Cpk</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Calls on the board</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Placement offsets</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>kind of defect</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>part</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>package</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>part number</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>station</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>lot</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>product</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>hour</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>last 24 hours</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>last 7 days</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>last 30 days</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>Desktop</name>
    <message>
        <source>Something went wrong on this screen: {why}. Inspection goes on.</source>
        <translation>此画面出错：{why}。检测继续进行。</translation>
    </message>
    <message>
        <source>The program is not whole: {why}</source>
        <translation>程序不完整：{why}</translation>
    </message>
</context>
<context>
    <name>EditorFrame</name>
    <message>
        <source>Choose a recipe.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>as released</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Changes ({0})</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Problems ({0})</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>the recipe was edited since this trial: run it again</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Test run: board</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Test run: part</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Test run: package</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Recipe</source>
        <translation>配方</translation>
    </message>
    <message>
        <source>Stored capture</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Capture</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Open…</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>New board…</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Choose…</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Redo</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Add part</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Delete</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Save as new revision…</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Message</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Trial</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Look inside</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Changes</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Problems</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>What differs from the released revision</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>What contradicts itself</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>EditorPanel</name>
    <message>
        <source>Reading the recipe</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>no stored capture is shown; choose one first</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Inspecting</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>saved as {0}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Saving</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>board not found, shown as commanded: {0}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Reading the capture</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Recipe folder</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Capture, or folder of captures</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Looking for captures</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Changes:
{0}

Name of the new revision:</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Save as new revision</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Unsaved edits</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Leave {0} edits that are not saved?</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>EscapeDialog</name>
    <message>
        <source>A defect that escaped</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>field</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Serial number of the panel</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Board of the panel</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Part (reference designator)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Kind of defect</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Found at</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Note</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Serial number and part are needed.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>HealthPage</name>
    <message>
        <source>what</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>how it is</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Calibration and storage</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Look again</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>Histogram</name>
    <message>
        <source>Histogram of the picture</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>Inside</name>
    <message>
        <source>Part of the trial</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Picture</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Test run a part or a package: here is what its checks look at.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>LimitHistogram</name>
    <message>
        <source>Stored measurements against the limit</source>
        <translation type="unfinished" />
    </message>
    <message numerus="yes">
        <source>%n value(s)</source>
        <translation type="unfinished">
            <numerusform />
        </translation>
    </message>
</context>
<context>
    <name>LimitsTable</name>
    <message>
        <source>Limits</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>quantity</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>low</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>high</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>defect</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>from</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Numbers, or formulas over W, P, L, T, H, G of the joint; empty: no bound.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Add limit</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Remove limit</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>this recipe</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Of the recipe's IPC class: not edited here.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>low is above high</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Quantity that is judged:</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>LiveView</name>
    <message>
        <source>Live picture</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Live view</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Focus, of the best seen</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>focus: %p % of the best</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Stop live view</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Live view: what the camera sees, to turn lens and lamp by.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>brightness {0}, overexposed {1}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>sharpness {0}</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>LogPage</name>
    <message>
        <source>time, UTC</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>level</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>serial</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>what</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Find in the log</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Read again</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>Middle</name>
    <message>
        <source>Suspect</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Golden board</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Difference</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>One light</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Place on the board</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Board</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>P  previous</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>N  next</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Space  golden</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>L  light</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>B  board</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Reading …</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The recipe of this product is not known here: no drawing of its board</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No picture was kept of this part</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No golden board here: learn one from good captures with `inspector golden`</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Golden board (Space: suspect)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Without a golden board there is no difference</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The record cannot be read. It is tried again every few seconds.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Nothing waits for a decision.
New suspects appear here by themselves.</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>NewBoardDialog</name>
    <message>
        <source>New board</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Positions (centroid file)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>KiCad's position file</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Package library</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>packages.toml</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>New recipe folder</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>its name is the product's</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Side</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>IPC class</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>name both files and the new folder</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Reading …</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Browse…</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>OperatorPanel</name>
    <message>
        <source>Recipe: by the line or the code</source>
        <translation>配方：由产线或条码决定</translation>
    </message>
    <message>
        <source>Recipe: {name}</source>
        <translation>配方：{name}</translation>
    </message>
    <message>
        <source>Why the panel did not pass</source>
        <translation>未通过的原因</translation>
    </message>
    <message>
        <source>The picture of the board appears here.</source>
        <translation>电路板的图像显示在这里。</translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation>开始(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>暂停(&amp;P)</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>停止(&amp;T)</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>配方</translation>
    </message>
</context>
<context>
    <name>Properties</name>
    <message>
        <source>{0} x {1} mm, {2} side, {3} parts, {4} fiducials, {5} board(s)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>where in the line the panel is looked at</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>limits that packages take from the standard</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>what tells where the panel lies</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>from the board's left edge</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>from its lower edge</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>counter-clockwise</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>off: the site must be empty</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Turn left 90°</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Turn right 90°</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Limits of this part alone</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>As its package</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Reason for limits of its own</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Author</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Judge it as its package again</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{0} terminations</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Nothing says how this package is inspected.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Inspect it as usual for its family</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Check to add</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Add check</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>It measures</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Remove check</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>with the limits on what it measures</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>QueueSide</name>
    <message>
        <source>Your name</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Your name, then Enter</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Mix in known defects</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Shows some defects again that others confirmed, to measure who reviews</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Suspects that wait</source>
        <translation type="unfinished" />
    </message>
    <message numerus="yes">
        <source>%n suspect(s) wait</source>
        <translation type="unfinished">
            <numerusform />
        </translation>
    </message>
    <message>
        <source>▶ the line waits for %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Reading the record …</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 defects, %2 false calls</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>known defects: %1 of %2 found</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>ReasonSide</name>
    <message>
        <source>D  defect</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>F  false call</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Ctrl+Z  undo</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>F5  reload</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Between the parts (not for review):</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Type your name first, at the upper left</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Wait until the picture is there</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>board %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>pin %1</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>limit %1</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>RecipeTree</name>
    <message>
        <source>Find a part or package</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Board, packages, checks and parts</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Recipe</source>
        <translation>配方</translation>
    </message>
</context>
<context>
    <name>RegistersPage</name>
    <message>
        <source>value</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>name</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>written by</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>address</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>registers</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>meaning</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Registers</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>PLC</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>ReviewPanel</name>
    <message>
        <source>Review</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>SetupPanel</name>
    <message>
        <source>not tried</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>being tried</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>works</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>does not work</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>not set up</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Message</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Devices</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Lights</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>PLC</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Calibration and storage</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>About</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Test</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>on</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Show</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No light controller is set up: add [light] to station.toml.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>state</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>device</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>which</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>answer</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Test all</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Read station.toml</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Shots and their light</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>shot</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>channels</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>All dark</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The PLC is simulated: this is the map, nothing stands in it.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No PLC is set up: this is the map. Add [line.modbus] to station.toml.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>read from {0}</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>{0} cannot be read, or nothing was logged</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>StatisticsPanel</name>
    <message>
        <source>Statistics</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Chart</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Reading the record …</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>There is no record yet. Inspect a panel, then read again (F5).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Written: %1</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>Texts</name>
    <message>
        <source>OFF</source>
        <translation>未运行</translation>
    </message>
    <message>
        <source>STARTING</source>
        <translation>启动中</translation>
    </message>
    <message>
        <source>WAITING</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>INSPECTING</source>
        <translation>检测中</translation>
    </message>
    <message>
        <source>PASS</source>
        <translation>合格</translation>
    </message>
    <message>
        <source>FAIL</source>
        <translation>不合格</translation>
    </message>
    <message>
        <source>NOT INSPECTED</source>
        <translation>未检测</translation>
    </message>
    <message>
        <source>PAUSED</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>STOPPED</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>EMERGENCY STOP</source>
        <translation>急停</translation>
    </message>
    <message>
        <source>No panel in place</source>
        <translation>没有拼板到位</translation>
    </message>
    <message>
        <source>no code</source>
        <translation>无条码</translation>
    </message>
    <message>
        <source>Press Start to inspect.</source>
        <translation>按“开始”进行检测。</translation>
    </message>
    <message>
        <source>Opening devices and recipes. The first time on a computer takes a minute.</source>
        <translation>正在打开设备和配方。在一台电脑上首次启动需要约一分钟。</translation>
    </message>
    <message>
        <source>The station is ready and waits for the next panel.</source>
        <translation>工站已就绪，等待下一块拼板。</translation>
    </message>
    <message>
        <source>Getting ready for the first panel.</source>
        <translation>正在为第一块拼板做准备。</translation>
    </message>
    <message>
        <source>Picture {count} of {of} is there.</source>
        <translation>已取得第 {count} 张图像，共 {of} 张。</translation>
    </message>
    <message>
        <source>All pictures are there; the verdict is being made.</source>
        <translation>图像已齐，正在判定。</translation>
    </message>
    <message>
        <source>The line waits for a review of this panel, until {until}.</source>
        <translation>产线等待对本拼板的复判，截止 {until}。</translation>
    </message>
    <message>
        <source>The verdict is recorded; the line is being told.</source>
        <translation>判定已记录，正在通知产线。</translation>
    </message>
    <message>
        <source>Nothing moves until this is mended and Start is pressed.</source>
        <translation>排除问题并按“开始”之前，一切停止。</translation>
    </message>
    <message>
        <source>Stopped: act now</source>
        <translation>已停机：请立即处理</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>请注意</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>启动中</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>未运行</translation>
    </message>
    <message>
        <source>No verdict yet</source>
        <translation>尚无判定</translation>
    </message>
    <message>
        <source>Nothing found on {parts} parts</source>
        <translation>{parts} 个元件未发现缺陷</translation>
    </message>
    <message>
        <source>Reasons: {count}</source>
        <translation>原因：{count} 条</translation>
    </message>
    <message>
        <source>board</source>
        <translation>电路板</translation>
    </message>
    <message>
        <source>{place}: not inspected: {why}</source>
        <translation>{place}：未检测：{why}</translation>
    </message>
    <message>
        <source>limit {low} to {high}</source>
        <translation>限值 {low} 至 {high}</translation>
    </message>
    <message>
        <source>limit at least {low}</source>
        <translation>限值至少 {low}</translation>
    </message>
    <message>
        <source>limit at most {high}</source>
        <translation>限值至多 {high}</translation>
    </message>
    <message>
        <source>Panels</source>
        <translation>拼板</translation>
    </message>
    <message>
        <source>Passed</source>
        <translation>合格</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>不合格</translation>
    </message>
    <message>
        <source>Not inspected</source>
        <translation>未检测</translation>
    </message>
    <message>
        <source>First-pass yield</source>
        <translation>直通率</translation>
    </message>
    <message>
        <source>False calls</source>
        <translation>误报</translation>
    </message>
    <message>
        <source>The last {count} panels: {passed} passed, {failed} failed, {silent} not inspected</source>
        <translation>最近 {count} 块拼板：{passed} 合格，{failed} 不合格，{silent} 未检测</translation>
    </message>
</context>
<context>
    <name>TrialTable</name>
    <message>
        <source>Measured values against their limits</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>part</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>quantity</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>measured</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>limit</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>verdict</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>why</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>Viewer</name>
    <message>
        <source>Picture of the board</source>
        <translation>电路板图像</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>Inspector</source>
        <translation>Inspector</translation>
    </message>
    <message>
        <source>One moment</source>
        <translation>请稍候</translation>
    </message>
    <message>
        <source>&amp;Operator</source>
        <translation>操作(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Review</source>
        <translation>复判(&amp;R)</translation>
    </message>
    <message>
        <source>St&amp;atistics</source>
        <translation>统计(&amp;A)</translation>
    </message>
    <message>
        <source>Reci&amp;pes</source>
        <translation>配方(&amp;P)</translation>
    </message>
    <message>
        <source>Set-&amp;up</source>
        <translation>设置(&amp;U)</translation>
    </message>
    <message>
        <source>This screen cannot be shown: {why}</source>
        <translation>无法显示此画面：{why}</translation>
    </message>
    <message>
        <source>SIMULATED</source>
        <translation>模拟</translation>
    </message>
    <message>
        <source>Light / dark</source>
        <translation>浅色 / 深色</translation>
    </message>
</context>
<context>
    <name>light</name>
    <message>
        <source>red, top</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>green, middle</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>blue, flat</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>statistics</name>
    <message>
        <source>Yield over time</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>first-pass yield, %</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>calls a board</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Calls, most first</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>defects</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>false calls</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>not reviewed</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>share of all, %</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>calls</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 more are in the table (CSV)</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>subgroup</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>mean</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>range</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>beyond the control limits</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>LCL</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>UCL</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 of %2 subgroups of %3 beyond the control limits</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>values</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>beyond the limit</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Calls on the board</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The area of a disc is the number of calls.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Mean offset of each part</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Median of all parts: x %1 µm, y %2 µm. Arrows are drawn %3 times as long.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>lower limit</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>upper limit</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>These parts have different limits: choose one package or part.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 were not measured.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>No calls in this selection.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Too few values in this selection.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>The recipe of this product is not known here: its parts have no places.</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Inspection statistics</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Ranges are 95 % intervals (Wilson).</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>all</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>product</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>station</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>lot</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Boards</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 panels, %2 components</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>First-pass yield</source>
        <translation>直通率</translation>
    </message>
    <message>
        <source>After review</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>False calls, ppm of components</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>False calls, ppm of opportunities</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Not inspected, ppm</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>DPMO, confirmed</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>%1 of %2 calls not reviewed</source>
        <translation type="unfinished" />
    </message>
    <message>
        <source>Escaped</source>
        <translation type="unfinished" />
    </message>
</context>
<context>
    <name>words</name>
    <message>
        <source>PASS</source>
        <translation>合格</translation>
    </message>
    <message>
        <source>FAIL</source>
        <translation>不合格</translation>
    </message>
    <message>
        <source>NOT INSPECTED</source>
        <translation>未检测</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>缺件</translation>
    </message>
    <message>
        <source>extra part</source>
        <translation>多件</translation>
    </message>
    <message>
        <source>wrong part</source>
        <translation>错件</translation>
    </message>
    <message>
        <source>wrong rotation</source>
        <translation>方向错误</translation>
    </message>
    <message>
        <source>reversed</source>
        <translation>反向</translation>
    </message>
    <message>
        <source>upside down</source>
        <translation>翻件</translation>
    </message>
    <message>
        <source>shifted</source>
        <translation>偏移</translation>
    </message>
    <message>
        <source>skewed</source>
        <translation>歪斜</translation>
    </message>
    <message>
        <source>side overhang</source>
        <translation>侧面偏出</translation>
    </message>
    <message>
        <source>end overhang</source>
        <translation>末端偏出</translation>
    </message>
    <message>
        <source>tombstone</source>
        <translation>立碑</translation>
    </message>
    <message>
        <source>billboard</source>
        <translation>侧立</translation>
    </message>
    <message>
        <source>damaged</source>
        <translation>破损</translation>
    </message>
    <message>
        <source>lifted lead</source>
        <translation>引脚翘起</translation>
    </message>
    <message>
        <source>coplanarity</source>
        <translation>共面性不良</translation>
    </message>
    <message>
        <source>solder bridge</source>
        <translation>连锡</translation>
    </message>
    <message>
        <source>insufficient solder</source>
        <translation>少锡</translation>
    </message>
    <message>
        <source>excess solder</source>
        <translation>多锡</translation>
    </message>
    <message>
        <source>open joint</source>
        <translation>虚焊</translation>
    </message>
    <message>
        <source>non-wetting</source>
        <translation>不润湿</translation>
    </message>
    <message>
        <source>dewetted</source>
        <translation>退润湿</translation>
    </message>
    <message>
        <source>disturbed solder</source>
        <translation>扰动焊点</translation>
    </message>
    <message>
        <source>blowhole</source>
        <translation>吹孔</translation>
    </message>
    <message>
        <source>solder ball</source>
        <translation>锡珠</translation>
    </message>
    <message>
        <source>foreign matter</source>
        <translation>异物</translation>
    </message>
    <message>
        <source>scratch</source>
        <translation>划伤</translation>
    </message>
    <message>
        <source>track open</source>
        <translation>线路开路</translation>
    </message>
    <message>
        <source>short</source>
        <translation>短路</translation>
    </message>
    <message>
        <source>mouse bite</source>
        <translation>鼠咬缺口</translation>
    </message>
    <message>
        <source>spur</source>
        <translation>毛刺</translation>
    </message>
    <message>
        <source>spurious copper</source>
        <translation>残铜</translation>
    </message>
    <message>
        <source>pin hole</source>
        <translation>针孔</translation>
    </message>
    <message>
        <source>The program has failed</source>
        <translation>程序出错</translation>
    </message>
    <message>
        <source>A device does not answer</source>
        <translation>设备无应答</translation>
    </message>
    <message>
        <source>The record cannot be written</source>
        <translation>无法写入记录</translation>
    </message>
    <message>
        <source>Calibration is not valid</source>
        <translation>校准无效</translation>
    </message>
    <message>
        <source>A file was refused</source>
        <translation>文件被拒绝</translation>
    </message>
    <message>
        <source>The line does not answer</source>
        <translation>产线无应答</translation>
    </message>
    <message>
        <source>The line has not taken the answer</source>
        <translation>产线未接收结果</translation>
    </message>
    <message>
        <source>No recipe for this panel</source>
        <translation>此拼板没有配方</translation>
    </message>
    <message>
        <source>The same defect again and again</source>
        <translation>同一缺陷反复出现</translation>
    </message>
    <message>
        <source>A panel has left without being inspected</source>
        <translation>有拼板未经检测就离开</translation>
    </message>
    <message>
        <source>A panel was not verified in time</source>
        <translation>有拼板未及时复判</translation>
    </message>
    <message>
        <source>The screen has missed something</source>
        <translation>画面漏掉了部分信息</translation>
    </message>
    <message>
        <source>Press Start. If it comes again, call maintenance and keep the log.</source>
        <translation>请按“开始”。若再次出现，请通知维修并保留日志。</translation>
    </message>
    <message>
        <source>Look at power and cable of the device, then press Start.</source>
        <translation>请检查设备的电源和电缆，然后按“开始”。</translation>
    </message>
    <message>
        <source>Make room on the disk, or close the other station program; then press Start.</source>
        <translation>请清理磁盘空间，或关闭另一个工站程序，然后按“开始”。</translation>
    </message>
    <message>
        <source>Call maintenance: the station must be calibrated before it inspects.</source>
        <translation>请通知维修：检测前必须校准工站。</translation>
    </message>
    <message>
        <source>Call the process engineer: a recipe or a setting must be mended.</source>
        <translation>请通知工艺工程师：需要修正配方或设置。</translation>
    </message>
    <message>
        <source>Look at the PLC's power and network cable. It goes on by itself.</source>
        <translation>请检查 PLC 的电源和网线。恢复后自动继续。</translation>
    </message>
    <message>
        <source>Look whether the PLC runs. The answer is kept and given again.</source>
        <translation>请检查 PLC 是否运行。结果已保留，将再次发送。</translation>
    </message>
    <message>
        <source>Choose the recipe below, or take the panel out.</source>
        <translation>请在下方选择配方，或取出拼板。</translation>
    </message>
    <message>
        <source>Mend the cause in the line first, then press Start.</source>
        <translation>请先排除产线上的原因，然后按“开始”。</translation>
    </message>
    <message>
        <source>Find the panel and bring it again.</source>
        <translation>请找到该拼板并重新送入。</translation>
    </message>
    <message>
        <source>The machine's verdict was given. Review panels sooner.</source>
        <translation>已采用机器判定。请尽早复判。</translation>
    </message>
    <message>
        <source>The counters may be short. The record is complete.</source>
        <translation>计数可能偏少。记录是完整的。</translation>
    </message>
</context>
</TS>