<?xml version='1.0' encoding='utf-8'?>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AboutPage</name>
    <message>
        <source>package</source>
        <translation>软件包</translation>
    </message>
    <message>
        <source>version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Installed packages</source>
        <translation>已安装的软件包</translation>
    </message>
    <message>
        <source>Apache License 2.0. It stands on these packages:</source>
        <translation>Apache License 2.0。依赖以下软件包：</translation>
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
        <translation>叠加设计的电路板</translation>
    </message>
    <message>
        <source>Wheel: zoom. Drag: pan, or move what is chosen. Ctrl+arrows move it by 0.01 mm, with Shift by 0.1 mm. 0: whole board.</source>
        <translation>滚轮：缩放。拖动：平移，或移动所选项。Ctrl+方向键移动 0.01 mm，加 Shift 移动 0.1 mm。0：显示整板。</translation>
    </message>
</context>
<context>
    <name>BoardForm</name>
    <message>
        <source>Still to be done</source>
        <translation>尚待完成</translation>
    </message>
    <message>
        <source>where in the line the panel is looked at</source>
        <translation>在产线的哪个位置检测拼板</translation>
    </message>
    <message>
        <source>limits that packages take from the standard</source>
        <translation>封装采用的标准等级限值</translation>
    </message>
    <message>
        <source>what tells where the panel lies</source>
        <translation>用什么确定拼板的位置</translation>
    </message>
    <message>
        <source>process stage</source>
        <translation>工艺阶段</translation>
    </message>
    <message>
        <source>IPC class</source>
        <translation>IPC 等级</translation>
    </message>
    <message>
        <source>registration</source>
        <translation>定位方式</translation>
    </message>
    <message>
        <source>before reflow</source>
        <translation>回流焊前</translation>
    </message>
    <message>
        <source>after reflow</source>
        <translation>回流焊后</translation>
    </message>
    <message>
        <source>space</source>
        <translation>航天</translation>
    </message>
    <message>
        <source>fiducials</source>
        <translation>基准点</translation>
    </message>
    <message>
        <source>content</source>
        <translation>板面内容</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Outline</source>
        <translation>外形</translation>
    </message>
    <message>
        <source>Corners of the board, in the coordinates of its parts.</source>
        <translation>电路板的角点，坐标与元件相同。</translation>
    </message>
    <message>
        <source>Inspect the surface between the parts, too</source>
        <translation>也检测元件之间的板面</translation>
    </message>
    <message>
        <source>It is held against a golden board: inspector golden.</source>
        <translation>与标准板比较：inspector golden。</translation>
    </message>
    <message>
        <source>{0} x {1} mm, {2} side, {3} parts, {4} fiducials, {5} board(s)</source>
        <translation>{0} x {1} mm，{2} 面，{3} 个元件，{4} 个基准点，{5} 块板</translation>
    </message>
    <message>
        <source>top</source>
        <translation>顶</translation>
    </message>
    <message>
        <source>bottom</source>
        <translation>底</translation>
    </message>
</context>
<context>
    <name>Controls</name>
    <message>
        <source>Charts</source>
        <translation>图表</translation>
    </message>
    <message>
        <source>Count by</source>
        <translation>统计依据</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>测量量</translation>
    </message>
    <message>
        <source>Package or part</source>
        <translation>封装或元件</translation>
    </message>
    <message>
        <source>Values a subgroup</source>
        <translation>子组大小</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>产品</translation>
    </message>
    <message>
        <source>Station</source>
        <translation>工站</translation>
    </message>
    <message>
        <source>Lot</source>
        <translation>批次</translation>
    </message>
    <message>
        <source>Period</source>
        <translation>时段</translation>
    </message>
    <message>
        <source>Save p&amp;icture (PNG)</source>
        <translation>保存图片 (PNG)(&amp;I)</translation>
    </message>
    <message>
        <source>Save &amp;table (CSV)</source>
        <translation>保存表格 (CSV)(&amp;T)</translation>
    </message>
    <message>
        <source>Save report (&amp;HTML)</source>
        <translation>保存报告 (HTML)(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Enter an escaped defect</source>
        <translation>录入漏检缺陷(&amp;E)</translation>
    </message>
    <message>
        <source>Read the record again (F5)</source>
        <translation>重新读取记录 (F5)</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Yield over time</source>
        <translation>直通率趋势</translation>
    </message>
    <message>
        <source>Pareto of calls</source>
        <translation>报警排列图</translation>
    </message>
    <message>
        <source>Values over time</source>
        <translation>数值趋势</translation>
    </message>
    <message>
        <source>Means and ranges (Xbar-R)</source>
        <translation>均值极差图 (Xbar-R)</translation>
    </message>
    <message>
        <source>Histogram, Cp and Cpk</source>
        <translation>直方图、Cp 与 Cpk</translation>
    </message>
    <message>
        <source>Calls on the board</source>
        <translation>板上报警分布</translation>
    </message>
    <message>
        <source>Placement offsets</source>
        <translation>贴装偏移</translation>
    </message>
    <message>
        <source>kind of defect</source>
        <translation>缺陷类型</translation>
    </message>
    <message>
        <source>part</source>
        <translation>元件</translation>
    </message>
    <message>
        <source>package</source>
        <translation>封装</translation>
    </message>
    <message>
        <source>part number</source>
        <translation>料号</translation>
    </message>
    <message>
        <source>station</source>
        <translation>工站</translation>
    </message>
    <message>
        <source>lot</source>
        <translation>批次</translation>
    </message>
    <message>
        <source>product</source>
        <translation>产品</translation>
    </message>
    <message>
        <source>hour</source>
        <translation>小时</translation>
    </message>
    <message>
        <source>last 24 hours</source>
        <translation>最近 24 小时</translation>
    </message>
    <message>
        <source>last 7 days</source>
        <translation>最近 7 天</translation>
    </message>
    <message>
        <source>last 30 days</source>
        <translation>最近 30 天</translation>
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
        <translation>请选择配方。</translation>
    </message>
    <message>
        <source>as released</source>
        <translation>与发布版本相同</translation>
    </message>
    <message>
        <source>Changes ({0})</source>
        <translation>更改（{0}）</translation>
    </message>
    <message>
        <source>Problems ({0})</source>
        <translation>问题（{0}）</translation>
    </message>
    <message>
        <source>the recipe was edited since this trial: run it again</source>
        <translation>试运行之后配方又有修改：请重新运行</translation>
    </message>
    <message>
        <source>Still to be done (see the board, on top of the tree): {0}</source>
        <translation>尚待完成（见树顶的电路板）：{0}</translation>
    </message>
    <message>
        <source>Test run: part</source>
        <translation>试运行：元件</translation>
    </message>
    <message>
        <source>Test run: package</source>
        <translation>试运行：封装</translation>
    </message>
    <message>
        <source>Test run: board</source>
        <translation>试运行：整板</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>配方</translation>
    </message>
    <message>
        <source>Stored capture</source>
        <translation>已存图像</translation>
    </message>
    <message>
        <source>Capture</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
    <message>
        <source>New board…</source>
        <translation>新建电路板…</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Add part</source>
        <translation>添加元件</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Save as new revision…</source>
        <translation>另存为新版本…</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Trial, changes and problems</source>
        <translation>试运行、更改和问题</translation>
    </message>
    <message>
        <source>Trial</source>
        <translation>试运行</translation>
    </message>
    <message>
        <source>Look inside</source>
        <translation>查看细节</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>更改</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>What differs from the released revision</source>
        <translation>与已发布版本的差异</translation>
    </message>
    <message>
        <source>What contradicts itself</source>
        <translation>自相矛盾之处</translation>
    </message>
</context>
<context>
    <name>EditorPanel</name>
    <message>
        <source>Reading the recipe</source>
        <translation>正在读取配方</translation>
    </message>
    <message>
        <source>no stored capture is shown; choose one first</source>
        <translation>没有显示图像；请先选择一个</translation>
    </message>
    <message>
        <source>Inspecting</source>
        <translation>正在检测</translation>
    </message>
    <message>
        <source>saved as {0}</source>
        <translation>已保存为 {0}</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>正在保存</translation>
    </message>
    <message>
        <source>board not found, shown as commanded: {0}</source>
        <translation>未找到电路板，按指令位置显示：{0}</translation>
    </message>
    <message>
        <source>Reading the capture</source>
        <translation>正在读取图像</translation>
    </message>
    <message>
        <source>Recipe folder</source>
        <translation>配方文件夹</translation>
    </message>
    <message>
        <source>Capture, or folder of captures</source>
        <translation>图像或图像文件夹</translation>
    </message>
    <message>
        <source>Looking for captures</source>
        <translation>正在查找图像</translation>
    </message>
    <message>
        <source>Changes:
{0}

Name of the new revision:</source>
        <translation>更改：
{0}

新版本名称：</translation>
    </message>
    <message>
        <source>Save as new revision</source>
        <translation>另存为新版本</translation>
    </message>
    <message>
        <source>Unsaved edits</source>
        <translation>未保存的修改</translation>
    </message>
    <message>
        <source>Leave {0} edits that are not saved?</source>
        <translation>放弃 {0} 处未保存的修改？</translation>
    </message>
</context>
<context>
    <name>EscapeDialog</name>
    <message>
        <source>A defect that escaped</source>
        <translation>漏检缺陷</translation>
    </message>
    <message>
        <source>field</source>
        <translation>市场</translation>
    </message>
    <message>
        <source>Serial number of the panel</source>
        <translation>拼板序列号</translation>
    </message>
    <message>
        <source>Board of the panel</source>
        <translation>拼板内板号</translation>
    </message>
    <message>
        <source>Part (reference designator)</source>
        <translation>元件位号</translation>
    </message>
    <message>
        <source>Kind of defect</source>
        <translation>缺陷类型</translation>
    </message>
    <message>
        <source>Found at</source>
        <translation>发现工序</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Serial number and part are needed.</source>
        <translation>需要填写序列号和元件位号。</translation>
    </message>
</context>
<context>
    <name>HeadingForm</name>
    <message>
        <source>{0} there, at least {1} needed.</source>
        <translation>已有 {0} 个，至少需要 {1} 个。</translation>
    </message>
    <message>
        <source>Columns and rows</source>
        <translation>行列布局</translation>
    </message>
    <message>
        <source>Lay the boards out so</source>
        <translation>按此排列单板</translation>
    </message>
    <message>
        <source>from where the first board is; the others are replaced</source>
        <translation>从第一块板的位置开始；其余的板被替换</translation>
    </message>
    <message>
        <source>Outline of the panel</source>
        <translation>拼板外形</translation>
    </message>
    <message>
        <source>Draw it around the boards, with rails of 5 mm</source>
        <translation>围绕各板画出，留 5 mm 工艺边</translation>
    </message>
</context>
<context>
    <name>HealthPage</name>
    <message>
        <source>what</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>how it is</source>
        <translation>状况</translation>
    </message>
    <message>
        <source>Calibration and storage</source>
        <translation>校准与存储</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新查看</translation>
    </message>
</context>
<context>
    <name>Histogram</name>
    <message>
        <source>Histogram of the picture</source>
        <translation>图像直方图</translation>
    </message>
</context>
<context>
    <name>Inside</name>
    <message>
        <source>Part of the trial</source>
        <translation>试运行的元件</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Test run a part or a package: here is what its checks look at.</source>
        <translation>对元件或封装试运行：此处显示其检查所看的图像。</translation>
    </message>
</context>
<context>
    <name>LightStrip</name>
    <message>
        <source>Lights</source>
        <translation>光源</translation>
    </message>
    <message>
        <source>One light</source>
        <translation>单一光源</translation>
    </message>
</context>
<context>
    <name>LightsPage</name>
    <message>
        <source>shot</source>
        <translation>拍摄</translation>
    </message>
    <message>
        <source>channels</source>
        <translation>通道</translation>
    </message>
    <message>
        <source>Shots and their light</source>
        <translation>拍摄与光源</translation>
    </message>
    <message>
        <source>All dark</source>
        <translation>全部关灯</translation>
    </message>
    <message>
        <source>on</source>
        <translation>亮</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>点亮</translation>
    </message>
    <message>
        <source>No light controller is set up: add [light] to station.toml.</source>
        <translation>未设置光源控制器：请在 station.toml 中添加 [light]。</translation>
    </message>
</context>
<context>
    <name>LimitHistogram</name>
    <message>
        <source>Stored measurements against the limit</source>
        <translation>已存测量值与限值</translation>
    </message>
    <message numerus="yes">
        <source>%n value(s)</source>
        <translation><numerusform>%n 个值</numerusform></translation>
    </message>
</context>
<context>
    <name>LimitsTable</name>
    <message>
        <source>Limits</source>
        <translation>限值</translation>
    </message>
    <message>
        <source>quantity</source>
        <translation>量</translation>
    </message>
    <message>
        <source>low</source>
        <translation>下限</translation>
    </message>
    <message>
        <source>high</source>
        <translation>上限</translation>
    </message>
    <message>
        <source>defect</source>
        <translation>缺陷</translation>
    </message>
    <message>
        <source>from</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Numbers, or formulas over W, P, L, T, H, G of the joint; empty: no bound.</source>
        <translation>数字，或关于焊点 W、P、L、T、H、G 的公式；空：无界限。</translation>
    </message>
    <message>
        <source>Add limit</source>
        <translation>添加限值</translation>
    </message>
    <message>
        <source>Remove limit</source>
        <translation>删除限值</translation>
    </message>
    <message>
        <source>this recipe</source>
        <translation>本配方</translation>
    </message>
    <message>
        <source>Of the recipe's IPC class: not edited here.</source>
        <translation>来自配方的 IPC 等级：不在此处编辑。</translation>
    </message>
    <message>
        <source>low is above high</source>
        <translation>下限高于上限</translation>
    </message>
    <message>
        <source>Quantity that is judged:</source>
        <translation>要判定的量：</translation>
    </message>
</context>
<context>
    <name>LiveView</name>
    <message>
        <source>Live picture</source>
        <translation>实时图像</translation>
    </message>
    <message>
        <source>Live view</source>
        <translation>实时画面</translation>
    </message>
    <message>
        <source>Focus, of the best seen</source>
        <translation>对焦（与最佳值相比）</translation>
    </message>
    <message>
        <source>focus: %p % of the best</source>
        <translation>对焦：最佳值的 %p %</translation>
    </message>
    <message>
        <source>Stop live view</source>
        <translation>停止实时画面</translation>
    </message>
    <message>
        <source>Live view: what the camera sees, to turn lens and lamp by.</source>
        <translation>实时画面：相机所见，用于调整镜头和光源。</translation>
    </message>
    <message>
        <source>brightness {0}, overexposed {1}</source>
        <translation>亮度 {0}，过曝 {1}</translation>
    </message>
    <message>
        <source>sharpness {0}</source>
        <translation>清晰度 {0}</translation>
    </message>
</context>
<context>
    <name>LogPage</name>
    <message>
        <source>time, UTC</source>
        <translation>时间（UTC）</translation>
    </message>
    <message>
        <source>level</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>serial</source>
        <translation>序列号</translation>
    </message>
    <message>
        <source>what</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Find in the log</source>
        <translation>在日志中查找</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>重新读取</translation>
    </message>
</context>
<context>
    <name>Middle</name>
    <message>
        <source>Suspect</source>
        <translation>可疑点</translation>
    </message>
    <message>
        <source>Golden board</source>
        <translation>标准板</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Place on the board</source>
        <translation>板上位置</translation>
    </message>
    <message>
        <source>Board</source>
        <translation>电路板</translation>
    </message>
    <message>
        <source>P  previous</source>
        <translation>P  上一个</translation>
    </message>
    <message>
        <source>N  next</source>
        <translation>N  下一个</translation>
    </message>
    <message>
        <source>Space  golden</source>
        <translation>空格  标准板</translation>
    </message>
    <message>
        <source>L  light</source>
        <translation>L  光源</translation>
    </message>
    <message>
        <source>The next light; Shift+L: the one before</source>
        <translation>下一个光源；Shift+L:上一个</translation>
    </message>
    <message>
        <source>B  board</source>
        <translation>B  整板</translation>
    </message>
    <message>
        <source>Reading …</source>
        <translation>读取中 …</translation>
    </message>
    <message>
        <source>The recipe of this product is not known here: no drawing of its board</source>
        <translation>此处没有该产品的配方，无法绘制电路板</translation>
    </message>
    <message>
        <source>No picture was kept of this part</source>
        <translation>该元件没有保存图像</translation>
    </message>
    <message>
        <source>No golden board here: learn one from good captures with `inspector golden`</source>
        <translation>没有标准板：请用 `inspector golden` 从良品图像学习</translation>
    </message>
    <message>
        <source>Golden board (Space: suspect)</source>
        <translation>标准板（空格：可疑点）</translation>
    </message>
    <message>
        <source>Without a golden board there is no difference</source>
        <translation>没有标准板，无法显示差异</translation>
    </message>
    <message>
        <source>The record cannot be read. It is tried again every few seconds.</source>
        <translation>无法读取记录，每隔几秒会重试。</translation>
    </message>
    <message>
        <source>Nothing waits for a decision.
New suspects appear here by themselves.</source>
        <translation>没有待复判的项目。
新的可疑点会自动出现在这里。</translation>
    </message>
</context>
<context>
    <name>NewBoardDialog</name>
    <message>
        <source>New board</source>
        <translation>新建电路板</translation>
    </message>
    <message>
        <source>Positions (centroid file)</source>
        <translation>坐标文件</translation>
    </message>
    <message>
        <source>KiCad's position file</source>
        <translation>KiCad 坐标文件</translation>
    </message>
    <message>
        <source>Package library</source>
        <translation>封装库</translation>
    </message>
    <message>
        <source>packages.toml</source>
        <translation>packages.toml</translation>
    </message>
    <message>
        <source>New recipe folder</source>
        <translation>新配方文件夹</translation>
    </message>
    <message>
        <source>its name is the product's</source>
        <translation>文件夹名即产品名</translation>
    </message>
    <message>
        <source>Side</source>
        <translation>面</translation>
    </message>
    <message>
        <source>IPC class</source>
        <translation>IPC 等级</translation>
    </message>
    <message>
        <source>name both files and the new folder</source>
        <translation>请给出两个文件和新文件夹</translation>
    </message>
    <message>
        <source>Reading …</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
</context>
<context>
    <name>OperatorPanel</name>
    <message>
        <source>and {count} more</source>
        <translation>还有 {count} 条</translation>
    </message>
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
    <name>PlaceForm</name>
    <message>
        <source>Corners</source>
        <translation>角点</translation>
    </message>
    <message>
        <source>A bad mark says that this board is skipped</source>
        <translation>用坏板标记跳过此板</translation>
    </message>
    <message>
        <source>Where it is, on the board:</source>
        <translation>它在板上的位置：</translation>
    </message>
    <message>
        <source>Draw it on the board</source>
        <translation>在图上画出</translation>
    </message>
    <message>
        <source>The next drag on the board draws a box around it; Esc ends that.</source>
        <translation>下一次在图上拖动即画出方框；Esc 取消。</translation>
    </message>
    <message>
        <source>Or drag it there, or move it by Ctrl and arrows on the board.</source>
        <translation>也可在图上拖动，或用 Ctrl+方向键移动。</translation>
    </message>
</context>
<context>
    <name>PointsTable</name>
    <message>
        <source>Corners</source>
        <translation>角点</translation>
    </message>
    <message>
        <source>In the order of the edge, mm; F2 edits a number.</source>
        <translation>按边的顺序，单位 mm；F2 修改数字。</translation>
    </message>
    <message>
        <source>Add corner</source>
        <translation>添加角点</translation>
    </message>
    <message>
        <source>halfway from the chosen corner to the next one</source>
        <translation>在所选角点与下一角点的中间</translation>
    </message>
    <message>
        <source>Remove corner</source>
        <translation>删除角点</translation>
    </message>
    <message>
        <source>{0} is no number of mm</source>
        <translation>{0} 不是毫米数</translation>
    </message>
</context>
<context>
    <name>Properties</name>
    <message>
        <source>What is chosen, to be edited</source>
        <translation>所选内容，可编辑</translation>
    </message>
    <message>
        <source>from the board's left edge</source>
        <translation>距板左边缘</translation>
    </message>
    <message>
        <source>from its lower edge</source>
        <translation>距板下边缘</translation>
    </message>
    <message>
        <source>counter-clockwise</source>
        <translation>逆时针</translation>
    </message>
    <message>
        <source>off: the site must be empty</source>
        <translation>关闭：该位置必须为空</translation>
    </message>
    <message>
        <source>Turn left 90°</source>
        <translation>左转 90°</translation>
    </message>
    <message>
        <source>Turn right 90°</source>
        <translation>右转 90°</translation>
    </message>
    <message>
        <source>Limits of this part alone</source>
        <translation>仅此元件的限值</translation>
    </message>
    <message>
        <source>As its package</source>
        <translation>与封装相同</translation>
    </message>
    <message>
        <source>Reason for limits of its own</source>
        <translation>单独限值的原因</translation>
    </message>
    <message>
        <source>Author</source>
        <translation>作者</translation>
    </message>
    <message>
        <source>Judge it as its package again</source>
        <translation>恢复按封装判定</translation>
    </message>
    <message>
        <source>{0} terminations</source>
        <translation>{0} 个端子</translation>
    </message>
    <message>
        <source>Nothing says how this package is inspected.</source>
        <translation>没有规定如何检测此封装。</translation>
    </message>
    <message>
        <source>Inspect it as usual for its family</source>
        <translation>按其类别的常规方式检测</translation>
    </message>
    <message>
        <source>Check to add</source>
        <translation>要添加的检查</translation>
    </message>
    <message>
        <source>Add check</source>
        <translation>添加检查</translation>
    </message>
    <message>
        <source>It measures</source>
        <translation>测量内容</translation>
    </message>
    <message>
        <source>Remove check</source>
        <translation>删除检查</translation>
    </message>
    <message>
        <source>with the limits on what it measures</source>
        <translation>连同其测量量的限值</translation>
    </message>
</context>
<context>
    <name>QueueSide</name>
    <message>
        <source>Your name</source>
        <translation>您的姓名</translation>
    </message>
    <message>
        <source>Your name, then Enter</source>
        <translation>输入姓名后按回车</translation>
    </message>
    <message>
        <source>Add known defects</source>
        <translation>混入已知缺陷</translation>
    </message>
    <message>
        <source>Shows some defects again that others confirmed, to measure who reviews</source>
        <translation>再次显示他人已确认的缺陷，用于评估复判人员</translation>
    </message>
    <message>
        <source>Suspects that wait</source>
        <translation>待复判的可疑点</translation>
    </message>
    <message>
        <source>Suspects: %1</source>
        <translation>可疑点：%1</translation>
    </message>
    <message>
        <source>▶ the line waits for %1</source>
        <translation>▶ 产线等待 %1 个</translation>
    </message>
    <message>
        <source>Reading the record …</source>
        <translation>正在读取记录 …</translation>
    </message>
    <message>
        <source>%1 defects, %2 false calls</source>
        <translation>缺陷 %1，误报 %2</translation>
    </message>
    <message>
        <source>known defects: %1 of %2 found</source>
        <translation>已知缺陷：发现 %1 / %2</translation>
    </message>
</context>
<context>
    <name>ReasonSide</name>
    <message>
        <source>Why it is a suspect</source>
        <translation>可疑的原因</translation>
    </message>
    <message>
        <source>D  defect</source>
        <translation>D  缺陷</translation>
    </message>
    <message>
        <source>F  false call</source>
        <translation>F  误报</translation>
    </message>
    <message>
        <source>Ctrl+Z  undo</source>
        <translation>Ctrl+Z  撤销</translation>
    </message>
    <message>
        <source>F5  reload</source>
        <translation>F5  刷新</translation>
    </message>
    <message>
        <source>Between the parts (not for review):</source>
        <translation>元件之间（不复判）：</translation>
    </message>
    <message>
        <source>Type your name first, at the upper left</source>
        <translation>请先在左上角输入姓名</translation>
    </message>
    <message>
        <source>Wait until the picture is there</source>
        <translation>请等待图像显示</translation>
    </message>
    <message>
        <source>board %1</source>
        <translation>板 %1</translation>
    </message>
    <message>
        <source>pin %1</source>
        <translation>引脚 %1</translation>
    </message>
</context>
<context>
    <name>RecipeTree</name>
    <message>
        <source>Find a part or package</source>
        <translation>查找元件或封装</translation>
    </message>
    <message>
        <source>Board, packages, checks and parts</source>
        <translation>电路板、封装、检查和元件</translation>
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
        <translation>值</translation>
    </message>
    <message>
        <source>name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>written by</source>
        <translation>写入方</translation>
    </message>
    <message>
        <source>address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>registers</source>
        <translation>寄存器数</translation>
    </message>
    <message>
        <source>meaning</source>
        <translation>含义</translation>
    </message>
    <message>
        <source>Registers</source>
        <translation>寄存器</translation>
    </message>
    <message>
        <source>PLC</source>
        <translation>PLC</translation>
    </message>
</context>
<context>
    <name>ReviewPanel</name>
    <message>
        <source>Review</source>
        <translation>复判</translation>
    </message>
</context>
<context>
    <name>SetupPanel</name>
    <message>
        <source>not tried</source>
        <translation>未测试</translation>
    </message>
    <message>
        <source>being tried</source>
        <translation>测试中</translation>
    </message>
    <message>
        <source>works</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>does not work</source>
        <translation>不正常</translation>
    </message>
    <message>
        <source>not set up</source>
        <translation>未设置</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Set-up</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Lights</source>
        <translation>光源</translation>
    </message>
    <message>
        <source>PLC</source>
        <translation>PLC</translation>
    </message>
    <message>
        <source>Calibration and storage</source>
        <translation>校准与存储</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>About</source>
        <translation>关于</translation>
    </message>
    <message>
        <source>The station is inspecting and needs its lights: press Pause first.</source>
        <translation>工站正在检测，需要使用光源：请先按“暂停”。</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>state</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>which</source>
        <translation>型号</translation>
    </message>
    <message>
        <source>answer</source>
        <translation>应答</translation>
    </message>
    <message>
        <source>Test all</source>
        <translation>全部测试</translation>
    </message>
    <message>
        <source>Read station.toml</source>
        <translation>读取 station.toml</translation>
    </message>
    <message>
        <source>The PLC is simulated: this is the map, nothing stands in it.</source>
        <translation>PLC 为模拟：这里只是寄存器表，没有数值。</translation>
    </message>
    <message>
        <source>No PLC is set up: this is the map. Add [line.modbus] to station.toml.</source>
        <translation>未设置 PLC：这里只是寄存器表。请在 station.toml 中添加 [line.modbus]。</translation>
    </message>
    <message>
        <source>read from {0}</source>
        <translation>读取自 {0}</translation>
    </message>
    <message>
        <source>{0} cannot be read, or nothing was logged</source>
        <translation>无法读取 {0}，或尚无日志</translation>
    </message>
</context>
<context>
    <name>StatisticsPanel</name>
    <message>
        <source>Statistics</source>
        <translation>统计</translation>
    </message>
    <message>
        <source>Chart</source>
        <translation>图表</translation>
    </message>
    <message>
        <source>Reading the record …</source>
        <translation>正在读取记录 …</translation>
    </message>
    <message>
        <source>There is no record yet. Inspect a panel, then read again (F5).</source>
        <translation>还没有记录。请先检测一块板，然后重新读取 (F5)。</translation>
    </message>
    <message>
        <source>Written: %1</source>
        <translation>已写入：%1</translation>
    </message>
</context>
<context>
    <name>SurfaceForm</name>
    <message>
        <source>Parameters of the check</source>
        <translation>检查参数</translation>
    </message>
    <message>
        <source>Inspect the surface no longer</source>
        <translation>不再检测板面</translation>
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
        <source>Getting ready for the first panel (the first time on a machine: a minute).</source>
        <translation>正在为第一块拼板做准备；在一台机器上首次运行约需一分钟。</translation>
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
        <source>{place}: {what}
{measured}, {limit}</source>
        <translation>{place}：{what}
{measured}，{limit}</translation>
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
        <translation>测量值与限值</translation>
    </message>
    <message>
        <source>part</source>
        <translation>元件</translation>
    </message>
    <message>
        <source>quantity</source>
        <translation>量</translation>
    </message>
    <message>
        <source>measured</source>
        <translation>测量值</translation>
    </message>
    <message>
        <source>limit</source>
        <translation>限值</translation>
    </message>
    <message>
        <source>verdict</source>
        <translation>判定</translation>
    </message>
    <message>
        <source>why</source>
        <translation>原因</translation>
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
        <source>Re&amp;cipes</source>
        <translation>配方(&amp;C)</translation>
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
    <name>core</name>
    <message>
        <source>not measured: {quantities}</source>
        <translation>未测得：{quantities}</translation>
    </message>
    <message>
        <source>fields disagree on {quantities}</source>
        <translation>各视野结果不一致：{quantities}</translation>
    </message>
    <message>
        <source>nothing is asked of this part</source>
        <translation>配方对此元件没有任何检测要求</translation>
    </message>
    <message>
        <source>no field has seen it</source>
        <translation>没有视野拍到它</translation>
    </message>
    <message>
        <source>no field shows it</source>
        <translation>没有视野拍到它</translation>
    </message>
    <message>
        <source>field {number}, which shows it, did not arrive</source>
        <translation>拍摄它的视野 {number} 未到达</translation>
    </message>
    <message>
        <source>field {number} did not arrive</source>
        <translation>视野 {number} 的图像未到达</translation>
    </message>
    <message>
        <source>the inspection was stopped</source>
        <translation>检测被停止</translation>
    </message>
    <message>
        <source>it is not in the stored result</source>
        <translation>已存结果中没有它</translation>
    </message>
    <message>
        <source>nothing of it was measured</source>
        <translation>未测得任何值</translation>
    </message>
    <message>
        <source>it could not be cut out: {error}</source>
        <translation>无法截取其图像：{error}</translation>
    </message>
    <message>
        <source>a check failed: {error}</source>
        <translation>检查程序出错：{error}</translation>
    </message>
    <message>
        <source>{share} of it is shown by no field, or by two that differ</source>
        <translation>其中 {share} 没有视野拍到，或两个视野不一致</translation>
    </message>
    <message>
        <source>field {number} has no {shot} shot</source>
        <translation>视野 {number} 缺少 {shot} 拍摄</translation>
    </message>
    <message>
        <source>field {number}: a frame of its {shot} shot is {status}</source>
        <translation>视野 {number}：{shot} 拍摄的一帧状态为 {status}</translation>
    </message>
    <message>
        <source>field {number} is {seen}, calibrated is {size}</source>
        <translation>视野 {number} 尺寸为 {seen}，校准尺寸为 {size}</translation>
    </message>
    <message>
        <source>too few lands are seen</source>
        <translation>看到的焊盘太少</translation>
    </message>
    <message>
        <source>only {count} land edges agree</source>
        <translation>仅 {count} 条焊盘边缘相符</translation>
    </message>
    <message>
        <source>only {share} of its land edges agree, {wanted} are needed: another place or board is shown</source>
        <translation>仅 {share} 的焊盘边缘相符，需要 {wanted}：拍到的是别的位置或别的板</translation>
    </message>
    <message>
        <source>only {share} of the land edges that are seen agree, {wanted} are needed: another place or board is shown</source>
        <translation>看到的焊盘边缘中仅 {share} 相符，需要 {wanted}：拍到的是别的位置或别的板</translation>
    </message>
    <message>
        <source>its lands agree along one axis only: another place or board is shown</source>
        <translation>焊盘仅在一个方向相符：拍到的是别的位置或别的板</translation>
    </message>
    <message>
        <source>the lands face one way only</source>
        <translation>焊盘边缘只有一个方向</translation>
    </message>
    <message>
        <source>its lands lie {times} times as far apart as they should, the scale or the height of the camera is wrong: calibrate it</source>
        <translation>焊盘间距为应有的 {times} 倍，相机比例或高度不对：请校准相机</translation>
    </message>
    <message>
        <source>its lands lie {off} mm off, its place is known to {known} mm (k=1): another place or board is shown</source>
        <translation>焊盘偏离 {off} mm，而位置不确定度为 {known} mm (k=1)：拍到的是别的位置或别的板</translation>
    </message>
    <message>
        <source>its lands are turned by {turn} degrees, the turn is known to {known} (k=1)</source>
        <translation>焊盘转了 {turn} 度，而转角不确定度为 {known} (k=1)</translation>
    </message>
    <message>
        <source>field {number}: {why}</source>
        <translation>视野 {number}：{why}</translation>
    </message>
    <message>
        <source>the recipe asks for no part</source>
        <translation>配方没有要求检测任何元件</translation>
    </message>
    <message>
        <source>every board is to be skipped</source>
        <translation>所有板都被标记为跳过</translation>
    </message>
    <message>
        <source>the capture has no frame</source>
        <translation>没有任何图像</translation>
    </message>
    <message>
        <source>the capture is of {product} {side}, the recipe of {wanted} {other}</source>
        <translation>图像属于 {product} {side}，配方属于 {wanted} {other}</translation>
    </message>
    <message>
        <source>model {name} of the recipe is not here, or is another one</source>
        <translation>配方要求的模型 {name} 不在此处，或不是同一个</translation>
    </message>
    <message>
        <source>its bad mark is covered</source>
        <translation>其坏板标记已被遮盖</translation>
    </message>
    <message>
        <source>its bad mark is neither bare nor covered</source>
        <translation>其坏板标记无法判断是否被遮盖</translation>
    </message>
    <message>
        <source>left out by a mask: {parts}</source>
        <translation>被屏蔽区排除：{parts}</translation>
    </message>
    <message>
        <source>judged anew though the result does not say what was measured (no measured_sha256): that places, packages and checks are those of this recipe was not verified</source>
        <translation>已重新判定，但结果未注明测量依据（无 measured_sha256）：位置、封装和检查是否属于本配方未经核实</translation>
    </message>
    <message>
        <source>registered as commanded: nothing was looked for</source>
        <translation>按指令位置定位：未寻找任何标记</translation>
    </message>
    <message>
        <source>placed by its golden board: nothing else tells where it lies</source>
        <translation>按标准板定位：没有其他依据</translation>
    </message>
    <message>
        <source>board {index} is placed by the panel: {count} of its marks</source>
        <translation>板 {index} 按拼板定位：自身标记找到 {count} 个</translation>
    </message>
    <message>
        <source>{count} of {all} fiducials found, two are needed: {why}</source>
        <translation>{all} 个基准点找到 {count} 个，至少需要两个：{why}</translation>
    </message>
    <message>
        <source>the recipe has too few</source>
        <translation>配方中的基准点太少</translation>
    </message>
    <message>
        <source>{mark} lies in no field</source>
        <translation>{mark} 不在任何视野内</translation>
    </message>
    <message>
        <source>field {number} has no whole frame</source>
        <translation>视野 {number} 没有完整的帧</translation>
    </message>
    <message>
        <source>{mark} was not found: {why}</source>
        <translation>未找到 {mark}：{why}</translation>
    </message>
    <message>
        <source>its place lies outside the field</source>
        <translation>其位置在视野之外</translation>
    </message>
    <message>
        <source>nothing there looks like the mark</source>
        <translation>该处没有与标记相似的图形</translation>
    </message>
    <message>
        <source>its edges are not as far apart as the mark's</source>
        <translation>其边缘间距与标记不符</translation>
    </message>
    <message>
        <source>its edges are not straight</source>
        <translation>其边缘不直</translation>
    </message>
    <message>
        <source>its edges do not meet where it is</source>
        <translation>其边缘交点不在其位置</translation>
    </message>
    <message>
        <source>its outline is no circle of the mark's size</source>
        <translation>其轮廓不是标记大小的圆</translation>
    </message>
    <message>
        <source>its outline is not round</source>
        <translation>其轮廓不圆</translation>
    </message>
    <message>
        <source>only {share} of its edges are seen</source>
        <translation>仅看到其边缘的 {share}</translation>
    </message>
    <message>
        <source>only {share} of its outline is seen</source>
        <translation>仅看到其轮廓的 {share}</translation>
    </message>
    <message>
        <source>there is a circle, but a ring or part of something larger</source>
        <translation>该处有圆，但属于圆环或更大图形</translation>
    </message>
    <message>
        <source>ambiguous: two marks equally good, {apart} mm apart</source>
        <translation>无法分辨：两个同样相似的标记，相距 {apart} mm</translation>
    </message>
    <message>
        <source>look whether the panel is in place and is the recipe's product</source>
        <translation>请检查拼板是否到位、是否为配方的产品</translation>
    </message>
    <message>
        <source>the {what}'s fiducials are mirrored: is this the side the recipe was made for?</source>
        <translation>{what} 的基准点是镜像的：这是配方所检测的面吗？</translation>
    </message>
    <message>
        <source>the {what}'s fiducials miss their places by {off} mm rms, more than {most}: one of them is another mark, or the board is bent</source>
        <translation>{what} 的基准点偏离 {off} mm (rms)，超过 {most}：其中一个是别的标记，或板弯曲</translation>
    </message>
    <message>
        <source>the {what}'s fiducials lie {times} times their nominal distance apart, more than {most} off: other marks were taken, or it is another product or the scale of the calibration is wrong</source>
        <translation>{what} 的基准点间距为标称的 {times} 倍，偏差超过 {most}：取了别的标记，或是别的产品，或校准比例不对</translation>
    </message>
    <message>
        <source>the {what}'s fiducials are sheared by {angle} rad, more than {most}: one of them is another mark</source>
        <translation>{what} 的基准点错切 {angle} rad，超过 {most}：其中一个是别的标记</translation>
    </message>
    <message>
        <source>the {what} is turned by {turn} degrees, more than {most}: put it in straight</source>
        <translation>{what} 转了 {turn} 度，超过 {most}：请放正</translation>
    </message>
    <message>
        <source>the board lies turned by {turn} degrees: {share} of its lands are seen there, {here} where they should be</source>
        <translation>板转了 {turn} 度：转后有 {share} 的焊盘相符，应在位置仅 {here}</translation>
    </message>
    <message>
        <source>put it in the right way round</source>
        <translation>请按正确方向放入</translation>
    </message>
    <message>
        <source>only {share} of the lands are seen where they should be, {wanted} are needed: another product or another revision lies there, or the light is off</source>
        <translation>仅 {share} 的焊盘在应在位置，需要 {wanted}：放的是别的产品或别的版本，或光源未亮</translation>
    </message>
    <message>
        <source>no field shows lands of the recipe: there is nothing to align by</source>
        <translation>没有视野拍到配方的焊盘：无法定位</translation>
    </message>
    <message>
        <source>the panel could not be aligned by its lands: {why}</source>
        <translation>无法按焊盘定位拼板：{why}</translation>
    </message>
    <message>
        <source>look whether it is the recipe's product and lies within 1.5 mm and 2 degrees</source>
        <translation>请检查是否为配方的产品，且偏差在 1.5 mm 和 2 度以内</translation>
    </message>
    <message>
        <source>field {number} shows {count} land edges, {wanted} are needed to align by content</source>
        <translation>视野 {number} 有 {count} 条焊盘边缘，按内容定位需要 {wanted} 条</translation>
    </message>
    <message>
        <source>use fiducials, or fields that show more lands</source>
        <translation>请使用基准点，或能拍到更多焊盘的视野</translation>
    </message>
    <message>
        <source>the pattern of lands is not found in field {number} ({seen} of {wanted} standard deviations)</source>
        <translation>视野 {number} 中未找到焊盘图形（{seen}，需要 {wanted} 倍标准差）</translation>
    </message>
    <message>
        <source>code {name} was not read: {why}</source>
        <translation>条码 {name} 未读出：{why}</translation>
    </message>
    <message>
        <source>code {name} is refused: {why}</source>
        <translation>条码 {name} 被拒绝：{why}</translation>
    </message>
    <message>
        <source>nothing that can be read is there</source>
        <translation>该处没有可读的条码</translation>
    </message>
    <message>
        <source>field {number} shows its box in part only</source>
        <translation>视野 {number} 只拍到其区域的一部分</translation>
    </message>
    <message>
        <source>several lie there: {texts}</source>
        <translation>该处有多个条码：{texts}</translation>
    </message>
    <message>
        <source>it says {text}, the capture {serial}</source>
        <translation>读出 {text}，图像记录为 {serial}</translation>
    </message>
    <message>
        <source>{text} does not match {pattern}</source>
        <translation>{text} 不符合 {pattern}</translation>
    </message>
    <message>
        <source>{scanner} has read no code</source>
        <translation>{scanner} 未读到条码</translation>
    </message>
    <message>
        <source>{scanner} has read {text}, the line says {serial}</source>
        <translation>{scanner} 读到 {text}，产线给出 {serial}</translation>
    </message>
    <message>
        <source>no field has shown it</source>
        <translation>没有视野拍到它</translation>
    </message>
    <message>
        <source>{area} mm2 of the surface could not be looked at, {accepted} are accepted</source>
        <translation>表面有 {area} mm² 无法检查，允许 {accepted} mm²</translation>
    </message>
    <message>
        <source>what differs at ({x}, {y}) mm has {value} {unit} of {quantities}, for which the recipe has no limit</source>
        <translation>({x}, {y}) mm 处的差异：{quantities} {value} {unit}，配方对此没有限值</translation>
    </message>
    <message>
        <source>add one under [surface]</source>
        <translation>请在 [surface] 下添加</translation>
    </message>
    <message>
        <source>{share} of the surface differs from the golden board: another board, or not in its place</source>
        <translation>表面有 {share} 与标准板不同：是别的板，或位置不对</translation>
    </message>
    <message>
        <source>{count} regions differ, the largest {shown} are listed</source>
        <translation>有 {count} 处差异，列出最大的 {shown} 处</translation>
    </message>
    <message>
        <source>{count} corners are on the golden board and too few of them are found again</source>
        <translation>标准板有 {count} 个角点，重新找到的太少</translation>
    </message>
    <message>
        <source>as a whole the picture fits it by {fit}, {wanted} is needed</source>
        <translation>整幅图像吻合度为 {fit}，需要 {wanted}</translation>
    </message>
    <message>
        <source>as it lies {share} of it are alike, {needed} are needed: is this the same board, in its place?</source>
        <translation>按现位置有 {share} 相似，需要 {needed}：是同一块板且位置正确吗？</translation>
    </message>
    <message>
        <source>{count} matches between the photographs, {wanted} are needed: do they show the same board?</source>
        <translation>照片之间有 {count} 处匹配，需要 {wanted}：拍的是同一块板吗？</translation>
    </message>
    <message>
        <source>only {count} matches lie in one plane, {wanted} are needed: do the photographs show the same side?</source>
        <translation>仅 {count} 处匹配在同一平面，需要 {wanted}：拍的是同一面吗？</translation>
    </message>
    <message>
        <source>the photographs share no plane: do they show the same board?</source>
        <translation>照片没有共同平面：拍的是同一块板吗？</translation>
    </message>
    <message>
        <source>there is no golden board</source>
        <translation>没有标准板</translation>
    </message>
    <message>
        <source>learn one: inspector golden</source>
        <translation>请用 inspector golden 学习</translation>
    </message>
    <message>
        <source>the capture has no {shot} shot</source>
        <translation>图像缺少 {shot} 拍摄</translation>
    </message>
    <message>
        <source>the frames are {taken}, the golden board {golden}</source>
        <translation>图像为 {taken}，标准板为 {golden}</translation>
    </message>
    <message>
        <source>the calibration of {camera} was valid until {until}</source>
        <translation>{camera} 的校准有效期至 {until}</translation>
    </message>
    <message>
        <source>nothing can pass: calibrate the station and start it again</source>
        <translation>任何板都不能判合格：请校准工站后重新启动</translation>
    </message>
    <message>
        <source>panel {panel} was in place when the station stopped and has gone without being inspected</source>
        <translation>工站停机时拼板 {panel} 在位，现已未经检测离开</translation>
    </message>
    <message>
        <source>find it and bring it again</source>
        <translation>请找到它并重新送入</translation>
    </message>
    <message>
        <source>panel {panel} was not verified within {time} s</source>
        <translation>拼板 {panel} 未在 {time} 秒内复判</translation>
    </message>
    <message>
        <source>the machine's verdict is given</source>
        <translation>已采用机器判定</translation>
    </message>
    <message>
        <source>{line} has not taken the answer of panel {panel} within {time} s</source>
        <translation>{line} 未在 {time} 秒内接收拼板 {panel} 的结果</translation>
    </message>
    <message>
        <source>look at the PLC's program</source>
        <translation>请检查 PLC 程序</translation>
    </message>
    <message>
        <source>{count} events were not shown</source>
        <translation>有 {count} 条事件未显示</translation>
    </message>
    <message>
        <source>look at the record for what was done</source>
        <translation>请查看记录了解情况</translation>
    </message>
    <message>
        <source>{sink} has lost {count} results, they stand in the record</source>
        <translation>{sink} 丢失了 {count} 个结果，记录中仍有</translation>
    </message>
    <message>
        <source>{sink} has not taken {count} results, they wait in the record</source>
        <translation>{sink} 未接收 {count} 个结果，记录中保留待发</translation>
    </message>
    <message>
        <source>{replay}: no capture of {serial}</source>
        <translation>{replay}：没有 {serial} 的采集</translation>
    </message>
    <message>
        <source>record one, or let any do: any_panel = true</source>
        <translation>请采集一个，或允许任意代替：any_panel = true</translation>
    </message>
    <message>
        <source>look whether its receiver takes results</source>
        <translation>请检查其接收方是否正常接收</translation>
    </message>
    <message>
        <source>{part} {code} on {count} boards in a row</source>
        <translation>{part} {code}，连续 {count} 块板</translation>
    </message>
    <message>
        <source>mend the line, then start again</source>
        <translation>请先排除产线问题，然后重新启动</translation>
    </message>
    <message>
        <source>no recipe is for {what}</source>
        <translation>没有适用于 {what} 的配方</translation>
    </message>
    <message>
        <source>let the line ask for one, or leave the pattern of a product out of station.toml</source>
        <translation>请让产线指定配方，或在 station.toml 中去掉某产品的条码模式</translation>
    </message>
    <message>
        <source>add a pattern to station.toml</source>
        <translation>请在 station.toml 中添加匹配规则</translation>
    </message>
    <message>
        <source>the line says to skip board {index}, recipe {name} has {known}</source>
        <translation>产线要求跳过板 {index}，配方 {name} 只有 {known}</translation>
    </message>
    <message>
        <source>{name} is away</source>
        <translation>{name} 无应答</translation>
    </message>
    <message>
        <source>look at its power and cable</source>
        <translation>请检查其电源和电缆</translation>
    </message>
    <message>
        <source>internal error: {error}</source>
        <translation>内部错误：{error}</translation>
    </message>
    <message>
        <source>please report it with the log</source>
        <translation>请连同日志一起报告</translation>
    </message>
    <message>
        <source>no contact yet</source>
        <translation>尚未连通</translation>
    </message>
    <message>
        <source>is it on, and are address and unit right?</source>
        <translation>是否通电，地址和单元号是否正确？</translation>
    </message>
    <message>
        <source>its heartbeat stands still</source>
        <translation>其心跳停止</translation>
    </message>
    <message>
        <source>is its program running?</source>
        <translation>其程序是否在运行？</translation>
    </message>
    <message>
        <source>is it on, is the unit right?</source>
        <translation>是否通电，单元号是否正确？</translation>
    </message>
    <message>
        <source>no connection ({error})</source>
        <translation>无法连接（{error}）</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>无应答</translation>
    </message>
    <message>
        <source>look at its cable and power</source>
        <translation>请检查其电缆和电源</translation>
    </message>
    <message>
        <source>look at its cable</source>
        <translation>请检查其电缆</translation>
    </message>
    <message>
        <source>look at cable, address and port</source>
        <translation>请检查电缆、地址和端口</translation>
    </message>
    <message>
        <source>look at cable, device, baud and parity</source>
        <translation>请检查电缆、设备、波特率和校验位</translation>
    </message>
    <message>
        <source>check its cable and power, or mend the serial</source>
        <translation>请检查其电缆和电源，或改正序列号</translation>
    </message>
    <message>
        <source>check cable and power</source>
        <translation>请检查电缆和电源</translation>
    </message>
    <message>
        <source>check trigger, exposure and cable</source>
        <translation>请检查触发、曝光和电缆</translation>
    </message>
    <message>
        <source>look at the trigger's cable</source>
        <translation>请检查触发电缆</translation>
    </message>
    <message>
        <source>close the other program that has it</source>
        <translation>请关闭占用它的其他程序</translation>
    </message>
    <message>
        <source>it no longer answers</source>
        <translation>不再应答</translation>
    </message>
    <message>
        <source>it is not open</source>
        <translation>未打开</translation>
    </message>
    <message>
        <source>it is started again when it is needed</source>
        <translation>需要时会重新启动</translation>
    </message>
    <message>
        <source>{program} is writing this record</source>
        <translation>{program} 正在写入此记录</translation>
    </message>
    <message>
        <source>wait for it or end it first</source>
        <translation>请等待其结束，或先将其关闭</translation>
    </message>
    <message>
        <source>there is no record here</source>
        <translation>此处没有记录</translation>
    </message>
    <message>
        <source>inspect a panel first</source>
        <translation>请先检测一块拼板</translation>
    </message>
    <message>
        <source>another program writes it</source>
        <translation>另一个程序正在写入</translation>
    </message>
    <message>
        <source>end that one first</source>
        <translation>请先关闭该程序</translation>
    </message>
    <message>
        <source>free some space there and run again</source>
        <translation>请清理该处空间后重试</translation>
    </message>
    <message>
        <source>make the folder exist and writable, or choose another one</source>
        <translation>请确保文件夹存在且可写，或另选一个</translation>
    </message>
    <message>
        <source>make the folder writable, or choose another one</source>
        <translation>请使文件夹可写，或另选一个</translation>
    </message>
    <message>
        <source>make it writable, free some space, or choose another place</source>
        <translation>请使其可写、清理空间，或另选位置</translation>
    </message>
    <message>
        <source>it is no record or is damaged</source>
        <translation>它不是记录，或已损坏</translation>
    </message>
    <message>
        <source>put a backup in its place</source>
        <translation>请用备份替换</translation>
    </message>
    <message>
        <source>look after the disk and the space left on it, then run again</source>
        <translation>请检查磁盘及剩余空间后重试</translation>
    </message>
    <message>
        <source>restore a backup</source>
        <translation>请恢复备份</translation>
    </message>
    <message>
        <source>is not there</source>
        <translation>不存在</translation>
    </message>
    <message>
        <source>calibrate the station again</source>
        <translation>请重新校准工站</translation>
    </message>
    <message>
        <source>calibrate the station</source>
        <translation>请校准工站</translation>
    </message>
    <message>
        <source>is nominal: this machine was not measured</source>
        <translation>为标称值：本机未经测量</translation>
    </message>
    <message>
        <source>camera</source>
        <translation>相机</translation>
    </message>
    <message>
        <source>light</source>
        <translation>光源</translation>
    </message>
    <message>
        <source>code reader</source>
        <translation>读码器</translation>
    </message>
    <message>
        <source>record</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>calibration</source>
        <translation>校准</translation>
    </message>
    <message>
        <source>not set up</source>
        <translation>未设置</translation>
    </message>
    <message>
        <source>drawn boards</source>
        <translation>绘制的电路板</translation>
    </message>
    <message>
        <source>simulated, in this program</source>
        <translation>本程序内模拟</translation>
    </message>
    <message>
        <source>results and pictures</source>
        <translation>结果与图像</translation>
    </message>
    <message>
        <source>replay of {folder}</source>
        <translation>回放 {folder}</translation>
    </message>
    <message>
        <source>{name}, serial {serial}</source>
        <translation>{name}，序列号 {serial}</translation>
    </message>
    <message>
        <source>{cols} x {rows} px, brightness {bright}, sharpness {sharp}</source>
        <translation>{cols} x {rows} 像素，亮度 {bright}，清晰度 {sharp}</translation>
    </message>
    <message>
        <source>{count} shots were lit, now dark</source>
        <translation>已点亮 {count} 个拍摄，现已关灯</translation>
    </message>
    <message>
        <source>answers, and sees no code</source>
        <translation>有应答，未看到条码</translation>
    </message>
    <message>
        <source>read {code}</source>
        <translation>读到 {code}</translation>
    </message>
    <message>
        <source>answers, heartbeat {beat}</source>
        <translation>有应答，心跳 {beat}</translation>
    </message>
    <message>
        <source>no panel was recorded yet</source>
        <translation>尚未记录任何拼板</translation>
    </message>
    <message>
        <source>{count} panels</source>
        <translation>{count} 块拼板</translation>
    </message>
    <message>
        <source>valid until {date}</source>
        <translation>有效期至 {date}</translation>
    </message>
    <message>
        <source>{free} GB of {all} GB free</source>
        <translation>共 {all} GB，可用 {free} GB</translation>
    </message>
    <message>
        <source>make room, records stop when it is full</source>
        <translation>请清理空间，满时记录会停止</translation>
    </message>
    <message>
        <source>disk</source>
        <translation>磁盘</translation>
    </message>
    <message>
        <source>memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>disk of the record</source>
        <translation>记录所在磁盘</translation>
    </message>
    <message>
        <source>{folder} is not there</source>
        <translation>{folder} 不存在</translation>
    </message>
    <message>
        <source>calibration made</source>
        <translation>校准时间</translation>
    </message>
    <message>
        <source>calibration valid until</source>
        <translation>校准有效期至</translation>
    </message>
    <message>
        <source>{date} by {who}</source>
        <translation>{date}，{who}</translation>
    </message>
    <message>
        <source>expired, calibrate the station again</source>
        <translation>已过期，请重新校准工站</translation>
    </message>
    <message>
        <source>{days} days left, calibrate soon</source>
        <translation>剩余 {days} 天，请尽快校准</translation>
    </message>
    <message>
        <source>nominal</source>
        <translation>标称值</translation>
    </message>
    <message>
        <source>this machine was not measured</source>
        <translation>本机未经测量</translation>
    </message>
    <message>
        <source>measured</source>
        <translation>测量值</translation>
    </message>
    <message>
        <source>not fitted</source>
        <translation>不贴装</translation>
    </message>
    <message>
        <source>process stage</source>
        <translation>工艺阶段</translation>
    </message>
    <message>
        <source>ipc class</source>
        <translation>IPC 等级</translation>
    </message>
    <message>
        <source>registration</source>
        <translation>定位方式</translation>
    </message>
    <message>
        <source>refdes</source>
        <translation>位号</translation>
    </message>
    <message>
        <source>package</source>
        <translation>封装</translation>
    </message>
    <message>
        <source>x</source>
        <translation>X</translation>
    </message>
    <message>
        <source>y</source>
        <translation>Y</translation>
    </message>
    <message>
        <source>rotation</source>
        <translation>角度</translation>
    </message>
    <message>
        <source>value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>part number</source>
        <translation>料号</translation>
    </message>
    <message>
        <source>fitted</source>
        <translation>贴装</translation>
    </message>
    <message>
        <source>pre_reflow</source>
        <translation>回流前</translation>
    </message>
    <message>
        <source>post_reflow</source>
        <translation>回流后</translation>
    </message>
    <message>
        <source>fiducials</source>
        <translation>基准点</translation>
    </message>
    <message>
        <source>content</source>
        <translation>按内容</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>space</source>
        <translation>航天</translation>
    </message>
    <message>
        <source>top</source>
        <translation>顶</translation>
    </message>
    <message>
        <source>bottom</source>
        <translation>底</translation>
    </message>
    <message>
        <source>own limits</source>
        <translation>单独限值</translation>
    </message>
    <message>
        <source>no program</source>
        <translation>无检测程序</translation>
    </message>
    <message>
        <source>check</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>database is locked</source>
        <translation>数据库被锁定</translation>
    </message>
    <message>
        <source>database or disk is full</source>
        <translation>数据库或磁盘已满</translation>
    </message>
    <message>
        <source>unable to open database file</source>
        <translation>无法打开数据库文件</translation>
    </message>
    <message>
        <source>attempt to write a readonly database</source>
        <translation>数据库为只读</translation>
    </message>
    <message>
        <source>file is not a database</source>
        <translation>文件不是数据库</translation>
    </message>
    <message>
        <source>database disk image is malformed</source>
        <translation>数据库已损坏</translation>
    </message>
    <message>
        <source>disk I/O error</source>
        <translation>磁盘读写错误</translation>
    </message>
    <message>
        <source>No space left on device</source>
        <translation>磁盘已满</translation>
    </message>
    <message>
        <source>No such file or directory</source>
        <translation>文件或文件夹不存在</translation>
    </message>
    <message>
        <source>; </source>
        <translation>；</translation>
    </message>
    <message>
        <source>{place}: {what}</source>
        <translation>{place}：{what}</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>{names} and {count} more</source>
        <translation>{names} 等另外 {count} 项</translation>
    </message>
    <message>
        <source>{name} (too uncertain for its limit)</source>
        <translation>{name}（不确定度大于限值范围）</translation>
    </message>
</context>
<context>
    <name>light</name>
    <message>
        <source>red, top</source>
        <translation>红，顶光</translation>
    </message>
    <message>
        <source>green, middle</source>
        <translation>绿，中角度</translation>
    </message>
    <message>
        <source>blue, flat</source>
        <translation>蓝，低角度</translation>
    </message>
    <message>
        <source>from the side, %1°</source>
        <translation>侧面，%1°</translation>
    </message>
    <message>
        <source>light</source>
        <translation>光源</translation>
    </message>
    <message>
        <source>ring</source>
        <translation>环形光</translation>
    </message>
    <message>
        <source>ring, short</source>
        <translation>环形光，短曝光</translation>
    </message>
    <message>
        <source>ring, long</source>
        <translation>环形光，长曝光</translation>
    </message>
    <message>
        <source>white</source>
        <translation>白光</translation>
    </message>
    <message>
        <source>coaxial</source>
        <translation>同轴光</translation>
    </message>
</context>
<context>
    <name>places</name>
    <message>
        <source>Fiducials</source>
        <translation>基准点</translation>
    </message>
    <message>
        <source>Fiducial</source>
        <translation>基准点</translation>
    </message>
    <message>
        <source>Masks</source>
        <translation>屏蔽区</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>屏蔽区</translation>
    </message>
    <message>
        <source>Codes</source>
        <translation>条码</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>条码</translation>
    </message>
    <message>
        <source>Surface</source>
        <translation>板面</translation>
    </message>
    <message>
        <source>Panel</source>
        <translation>拼板</translation>
    </message>
    <message>
        <source>Board</source>
        <translation>单板</translation>
    </message>
    <message>
        <source>Panel fiducial</source>
        <translation>拼板基准点</translation>
    </message>
    <message>
        <source>Add fiducial</source>
        <translation>添加基准点</translation>
    </message>
    <message>
        <source>Add mask</source>
        <translation>添加屏蔽区</translation>
    </message>
    <message>
        <source>Add code</source>
        <translation>添加条码</translation>
    </message>
    <message>
        <source>Add board</source>
        <translation>添加单板</translation>
    </message>
    <message>
        <source>Add panel fiducial</source>
        <translation>添加拼板基准点</translation>
    </message>
    <message>
        <source>Add part</source>
        <translation>添加元件</translation>
    </message>
    <message>
        <source>Marks by which each board is found. Two are needed; three tell also how it is stretched and whether it lies the wrong way round.</source>
        <translation>用来找到每块板的标记。至少需要两个；三个还能看出板的伸缩以及是否放反。</translation>
    </message>
    <message>
        <source>Areas that are not inspected. A part that lies wholly inside one is not inspected either; who decided that, and why, stays in the recipe.</source>
        <translation>不检测的区域。完全位于其中的元件也不检测；由谁决定、为什么，都留在配方中。</translation>
    </message>
    <message>
        <source>Codes that must be read for the board, or the panel, to pass.</source>
        <translation>单板或拼板要合格就必须读出的条码。</translation>
    </message>
    <message>
        <source>What travels: one board or several of the same design. The picture shows the panel around its first board.</source>
        <translation>在线上传送的整体：一块板，或同一设计的多块板。图中以第一块板为准显示拼板。</translation>
    </message>
    <message>
        <source>The outline is a guess around the parts: mend its corners.</source>
        <translation>外形是按元件范围猜测的：请修改角点。</translation>
    </message>
    <message>
        <source>At least two fiducials are needed to find the board.</source>
        <translation>至少需要两个基准点才能找到电路板。</translation>
    </message>
    <message>
        <source>There are fiducials, but the board is not found by them.</source>
        <translation>已有基准点，但没有用它们来定位电路板。</translation>
    </message>
    <message>
        <source>The outline is right</source>
        <translation>外形正确</translation>
    </message>
    <message>
        <source>Add fiducials</source>
        <translation>添加基准点</translation>
    </message>
    <message>
        <source>Find it by fiducials</source>
        <translation>用基准点定位</translation>
    </message>
    <message>
        <source>circle</source>
        <translation>圆形</translation>
    </message>
    <message>
        <source>cross</source>
        <translation>十字</translation>
    </message>
    <message>
        <source>rectangle</source>
        <translation>矩形</translation>
    </message>
    <message>
        <source>board</source>
        <translation>单板</translation>
    </message>
    <message>
        <source>panel</source>
        <translation>拼板</translation>
    </message>
    <message>
        <source>part</source>
        <translation>元件</translation>
    </message>
    <message>
        <source>x</source>
        <translation>x</translation>
    </message>
    <message>
        <source>y</source>
        <translation>y</translation>
    </message>
    <message>
        <source>name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <source>shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>aligns</source>
        <translation>定位对象</translation>
    </message>
    <message>
        <source>height</source>
        <translation>高</translation>
    </message>
    <message>
        <source>arm</source>
        <translation>臂宽</translation>
    </message>
    <message>
        <source>opening</source>
        <translation>开窗</translation>
    </message>
    <message>
        <source>diameter of a circle, span of a cross, width of a rectangle</source>
        <translation>圆的直径、十字的跨度、矩形的宽度</translation>
    </message>
    <message>
        <source>what is found by it</source>
        <translation>用它来找到什么</translation>
    </message>
    <message>
        <source>0: a square</source>
        <translation>0：正方形</translation>
    </message>
    <message>
        <source>width of the cross's arms</source>
        <translation>十字臂的宽度</translation>
    </message>
    <message>
        <source>diameter of the opening in the solder mask around it</source>
        <translation>周围阻焊开窗的直径</translation>
    </message>
    <message>
        <source>the part that it aligns</source>
        <translation>由它定位的元件</translation>
    </message>
    <message>
        <source>reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>author</source>
        <translation>作者</translation>
    </message>
    <message>
        <source>why nothing is inspected there: required</source>
        <translation>此处为何不检测：必填</translation>
    </message>
    <message>
        <source>who decided that: required</source>
        <translation>由谁决定：必填</translation>
    </message>
    <message>
        <source>place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>belongs to</source>
        <translation>属于</translation>
    </message>
    <message>
        <source>kinds</source>
        <translation>种类</translation>
    </message>
    <message>
        <source>pattern</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>is the serial</source>
        <translation>作为序列号</translation>
    </message>
    <message>
        <source>where it is looked for, as wide as it may shift</source>
        <translation>在此范围内查找，应包括可能的偏移</translation>
    </message>
    <message>
        <source>fewer are faster</source>
        <translation>越少越快</translation>
    </message>
    <message>
        <source>regular expression that the whole text must match; empty: any text</source>
        <translation>整个文本必须匹配的正则表达式；空：任意文本</translation>
    </message>
    <message>
        <source>its text names what travels</source>
        <translation>其文本即产品的序列号</translation>
    </message>
    <message>
        <source>number</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>rotation</source>
        <translation>旋转</translation>
    </message>
    <message>
        <source>the board's origin in the panel</source>
        <translation>单板原点在拼板中的位置</translation>
    </message>
    <message>
        <source>counter-clockwise</source>
        <translation>逆时针</translation>
    </message>
    <message>
        <source>columns</source>
        <translation>列数</translation>
    </message>
    <message>
        <source>rows</source>
        <translation>行数</translation>
    </message>
    <message>
        <source>step in x</source>
        <translation>x 步距</translation>
    </message>
    <message>
        <source>step in y</source>
        <translation>y 步距</translation>
    </message>
    <message>
        <source>light</source>
        <translation>光源</translation>
    </message>
    <message>
        <source>unseen at most</source>
        <translation>最多未检面积</translation>
    </message>
    <message>
        <source>in which it is looked at</source>
        <translation>用哪种光观察</translation>
    </message>
    <message>
        <source>a board of which more could not be looked at is NOT INSPECTED</source>
        <translation>未能观察的面积超过此值的板判为未检测</translation>
    </message>
    <message>
        <source>width</source>
        <translation>宽</translation>
    </message>
</context>
<context>
    <name>quantity</name>
    <message>
        <source>presence</source>
        <translation>有料程度</translation>
    </message>
    <message>
        <source>site open</source>
        <translation>空位程度</translation>
    </message>
    <message>
        <source>polarity score</source>
        <translation>极性得分</translation>
    </message>
    <message>
        <source>body contrast</source>
        <translation>本体对比度</translation>
    </message>
    <message>
        <source>body offset x</source>
        <translation>本体偏移 X</translation>
    </message>
    <message>
        <source>body offset y</source>
        <translation>本体偏移 Y</translation>
    </message>
    <message>
        <source>body rotation</source>
        <translation>本体转角</translation>
    </message>
    <message>
        <source>body length</source>
        <translation>本体长度</translation>
    </message>
    <message>
        <source>body width</source>
        <translation>本体宽度</translation>
    </message>
    <message>
        <source>body flanks</source>
        <translation>本体侧壁可见度</translation>
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
        <source>toe overhang</source>
        <translation>趾端偏出</translation>
    </message>
    <message>
        <source>lead offset x</source>
        <translation>引脚偏移 X</translation>
    </message>
    <message>
        <source>lead offset y</source>
        <translation>引脚偏移 Y</translation>
    </message>
    <message>
        <source>lead rotation</source>
        <translation>引脚转角</translation>
    </message>
    <message>
        <source>golden score</source>
        <translation>与标准板相似度</translation>
    </message>
    <message>
        <source>golden turned</source>
        <translation>与标准板转向差</translation>
    </message>
    <message>
        <source>golden offset x</source>
        <translation>与标准板偏移 X</translation>
    </message>
    <message>
        <source>golden offset y</source>
        <translation>与标准板偏移 Y</translation>
    </message>
    <message>
        <source>golden rotation</source>
        <translation>与标准板转角</translation>
    </message>
    <message>
        <source>fillet height</source>
        <translation>焊点爬锡高度</translation>
    </message>
    <message>
        <source>fillet bulge</source>
        <translation>焊点鼓起角</translation>
    </message>
    <message>
        <source>fillet onset</source>
        <translation>焊点起坡角</translation>
    </message>
    <message>
        <source>flat share</source>
        <translation>焊盘平坦占比</translation>
    </message>
    <message>
        <source>bridge width</source>
        <translation>连锡宽度</translation>
    </message>
    <message>
        <source>area</source>
        <translation>面积</translation>
    </message>
    <message>
        <source>deviation</source>
        <translation>偏差</translation>
    </message>
    <message>
        <source>length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>residue area</source>
        <translation>残留物面积</translation>
    </message>
    <message>
        <source>print area</source>
        <translation>丝印面积</translation>
    </message>
    <message>
        <source>beside area</source>
        <translation>元件旁差异面积</translation>
    </message>
    <message>
        <source>foreign area</source>
        <translation>异物面积</translation>
    </message>
    <message>
        <source>solder ball area</source>
        <translation>锡珠面积</translation>
    </message>
    <message>
        <source>scratch area</source>
        <translation>划伤面积</translation>
    </message>
    <message>
        <source>track open area</source>
        <translation>线路开路面积</translation>
    </message>
    <message>
        <source>short area</source>
        <translation>短路面积</translation>
    </message>
    <message>
        <source>mouse bite area</source>
        <translation>鼠咬缺口面积</translation>
    </message>
    <message>
        <source>spur area</source>
        <translation>毛刺面积</translation>
    </message>
    <message>
        <source>spurious copper area</source>
        <translation>残铜面积</translation>
    </message>
    <message>
        <source>pin hole area</source>
        <translation>针孔面积</translation>
    </message>
</context>
<context>
    <name>statistics</name>
    <message>
        <source>Yield over time</source>
        <translation>直通率趋势</translation>
    </message>
    <message>
        <source>first-pass yield, %</source>
        <translation>直通率，%</translation>
    </message>
    <message>
        <source>calls a board</source>
        <translation>每板报警数</translation>
    </message>
    <message>
        <source>Calls, most first</source>
        <translation>报警排列图</translation>
    </message>
    <message>
        <source>defects</source>
        <translation>缺陷</translation>
    </message>
    <message>
        <source>false calls</source>
        <translation>误报</translation>
    </message>
    <message>
        <source>not reviewed</source>
        <translation>未复判</translation>
    </message>
    <message>
        <source>share of all, %</source>
        <translation>累计占比，%</translation>
    </message>
    <message>
        <source>calls</source>
        <translation>报警数</translation>
    </message>
    <message>
        <source>%1 more are in the table (CSV)</source>
        <translation>其余 %1 项见表格 (CSV)</translation>
    </message>
    <message>
        <source>subgroup</source>
        <translation>子组</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>均值</translation>
    </message>
    <message>
        <source>range</source>
        <translation>极差</translation>
    </message>
    <message>
        <source>beyond the control limits</source>
        <translation>超出控制限</translation>
    </message>
    <message>
        <source>LCL</source>
        <translation>控制下限</translation>
    </message>
    <message>
        <source>UCL</source>
        <translation>控制上限</translation>
    </message>
    <message>
        <source>%1 of %2 subgroups of %3 beyond the control limits</source>
        <translation>%2 个子组（每组 %3）中有 %1 个超出控制限</translation>
    </message>
    <message>
        <source>values</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>beyond the limit</source>
        <translation>超出限值</translation>
    </message>
    <message>
        <source>Calls on the board</source>
        <translation>板上报警分布</translation>
    </message>
    <message>
        <source>The area of a disc is the number of calls.</source>
        <translation>圆的面积表示报警数。</translation>
    </message>
    <message>
        <source>Mean offset of each part</source>
        <translation>各元件平均偏移</translation>
    </message>
    <message>
        <source>Median of all parts: x %1 µm, y %2 µm. Arrows are drawn %3 times as long.</source>
        <translation>全部元件中位数：x %1 µm，y %2 µm。箭头放大 %3 倍。</translation>
    </message>
    <message>
        <source>lower limit</source>
        <translation>下限</translation>
    </message>
    <message>
        <source>upper limit</source>
        <translation>上限</translation>
    </message>
    <message>
        <source>These parts have different limits: choose one package or part.</source>
        <translation>这些元件的限值不同：请选择一个封装或元件。</translation>
    </message>
    <message>
        <source>%1 were not measured.</source>
        <translation>%1 个未测得。</translation>
    </message>
    <message>
        <source>No calls in this selection.</source>
        <translation>所选范围内没有报警。</translation>
    </message>
    <message>
        <source>Too few values in this selection.</source>
        <translation>所选范围内数值太少。</translation>
    </message>
    <message>
        <source>The recipe of this product is not known here: its parts have no places.</source>
        <translation>此处没有该产品的配方，元件没有位置。</translation>
    </message>
    <message>
        <source>Inspection statistics</source>
        <translation>检测统计</translation>
    </message>
    <message>
        <source>Ranges are 95 % intervals (Wilson).</source>
        <translation>范围为 95 % 置信区间 (Wilson)。</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>product</source>
        <translation>产品</translation>
    </message>
    <message>
        <source>station</source>
        <translation>工站</translation>
    </message>
    <message>
        <source>lot</source>
        <translation>批次</translation>
    </message>
    <message>
        <source>Boards</source>
        <translation>板数</translation>
    </message>
    <message>
        <source>%1 panels, %2 components</source>
        <translation>%1 拼板，%2 元件</translation>
    </message>
    <message>
        <source>First-pass yield</source>
        <translation>直通率</translation>
    </message>
    <message>
        <source>After review</source>
        <translation>复判后直通率</translation>
    </message>
    <message>
        <source>False calls, ppm of components</source>
        <translation>误报 ppm(元件)</translation>
    </message>
    <message>
        <source>False calls, ppm of opportunities</source>
        <translation>误报 ppm(机会)</translation>
    </message>
    <message>
        <source>Not inspected, ppm</source>
        <translation>未检测 ppm</translation>
    </message>
    <message>
        <source>DPMO, confirmed</source>
        <translation>DPMO(已确认)</translation>
    </message>
    <message>
        <source>Escaped</source>
        <translation>漏检率</translation>
    </message>
    <message>
        <source>%1 of %2 calls not reviewed</source>
        <translation>%2 个报警中 %1 个未复判</translation>
    </message>
    <message>
        <source>%1 components of no recipe that is known here</source>
        <translation>%1 个元件不属于此处已知的任何配方</translation>
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
        <source>Results have not reached a receiver</source>
        <translation>有结果未送达接收方</translation>
    </message>
    <message>
        <source>A receiver does not take results</source>
        <translation>结果接收方没有接收结果</translation>
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
    <message>
        <source>Call IT: look after the receiver. The results are kept in the record.</source>
        <translation>请通知 IT：检查接收方。结果已保存在记录中。</translation>
    </message>
    <message>
        <source>Look at its folder or broker. The results are kept and sent later.</source>
        <translation>请检查其文件夹或代理服务器。结果已保存，稍后补发。</translation>
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
        <source>unverified</source>
        <translation>（未核实）</translation>
    </message>
</context>
</TS>