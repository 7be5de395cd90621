<?xml version='1.0' encoding='utf-8'?>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
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
        <source>{count} reasons</source>
        <translation>{count} 条原因</translation>
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