<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
    <context>
        <name>ActArea</name>
        <message>
            <source>Send</source>
            <translation>送出</translation>
        </message>
        <message>
            <source>Back</source>
            <translation>返回</translation>
        </message>
        <message>
            <source>fill in “{field}”</source>
            <translation>请填写“{field}”</translation>
        </message>
        <message>
            <source>Not sent:</source>
            <translation>未送出：</translation>
        </message>
        <message>
            <source>Cannot do “{act}”:</source>
            <translation>不能{act}：</translation>
        </message>
        <message>
            <source>sending</source>
            <translation>送出中</translation>
        </message>
        <message>
            <source>queued</source>
            <translation>已排队</translation>
        </message>
    </context>
    <context>
        <name>ActionRow</name>
        <message>
            <source>More actions</source>
            <translation>更多操作</translation>
        </message>
    </context>
    <context>
        <name>AlarmDetail</name>
        <message>
            <source>No alarm selected</source>
            <translation>未选中告警</translation>
        </message>
        <message>
            <source>no snapshot came with it</source>
            <translation>没有随附抓拍</translation>
        </message>
        <message>
            <source>Why the rule spoke</source>
            <translation>规则轨迹</translation>
        </message>
        <message>
            <source>Alarm</source>
            <translation>告警</translation>
        </message>
        <message>
            <source>{state} by {who}</source>
            <translation>{state} · {who}</translation>
        </message>
        <message>
            <source>State</source>
            <translation>状态</translation>
        </message>
        <message>
            <source>Raised</source>
            <translation>发生</translation>
        </message>
        <message>
            <source>Camera</source>
            <translation>镜头</translation>
        </message>
        <message>
            <source>Analyst</source>
            <translation>识别节点</translation>
        </message>
        <message>
            <source>Repeats</source>
            <translation>合并</translation>
        </message>
        <message>
            <source>×{n}, last {time}</source>
            <translation>×{n}，末次 {time}</translation>
        </message>
    </context>
    <context>
        <name>AlarmModel</name>
        <message>
            <source>mine · claimed</source>
            <translation>我 · 已认领</translation>
        </message>
    </context>
    <context>
        <name>AlarmQueue</name>
        <message>
            <source>Alarms</source>
            <translation>告警</translation>
        </message>
        <message>
            <source>Waiting for the center</source>
            <translation>等待中心</translation>
        </message>
        <message>
            <source>Decided</source>
            <translation>已处置</translation>
        </message>
        <message>
            <source>{count} waiting</source>
            <translation>{count} 待处</translation>
        </message>
        <message>
            <source>Nothing has come from the center yet.</source>
            <translation>中心尚未送来数据。</translation>
        </message>
        <message>
            <source>New ones appear here by themselves.</source>
            <translation>有新告警会自动出现。</translation>
        </message>
        <message>
            <source>No alarm waits</source>
            <translation>没有待处告警</translation>
        </message>
        <message numerus="yes">
            <source>%n in the last 10 min</source>
            <translation>
                <numerusform>近 10 分 %n 条</numerusform>
            </translation>
        </message>
        <message>
            <source>ceiling {ceiling} · goal 1</source>
            <translation>上限 {ceiling} · 目标 1</translation>
        </message>
        <message>
            <source>{what} → {ticket}</source>
            <translation>{what} → {ticket}</translation>
        </message>
        <message>
            <source>{what}: {reason}</source>
            <translation>{what}：{reason}</translation>
        </message>
    </context>
    <context>
        <name>BoardTable</name>
        <message>
            <source>Tickets</source>
            <translation>工单</translation>
        </message>
    </context>
    <context>
        <name>BoardTableModel</name>
        <message>
            <source>Time left ↑</source>
            <translation>时限 ↑</translation>
        </message>
        <message>
            <source>No.</source>
            <translation>编号</translation>
        </message>
        <message>
            <source>Subject</source>
            <translation>事项</translation>
        </message>
        <message>
            <source>Place</source>
            <translation>地点</translation>
        </message>
        <message>
            <source>Stage</source>
            <translation>阶段</translation>
        </message>
        <message>
            <source>Lead</source>
            <translation>主办</translation>
        </message>
        <message>
            <source>Holds</source>
            <translation>保管</translation>
        </message>
        <message>
            <source>→ {center}</source>
            <translation>→ {center}</translation>
        </message>
    </context>
    <context>
        <name>CameraList</name>
        <message>
            <source>Cameras</source>
            <translation>镜头</translation>
        </message>
        <message>
            <source>{live} of {all} live</source>
            <translation>{live} / {all} 实时</translation>
        </message>
    </context>
    <context>
        <name>ConsoleWindow</name>
        <message>
            <source>Watch</source>
            <translation>值守</translation>
        </message>
        <message>
            <source>Tickets</source>
            <translation>工单</translation>
        </message>
        <message>
            <source>Full screen</source>
            <translation>全屏</translation>
        </message>
        <message>
            <source>Next pane</source>
            <translation>下一区</translation>
        </message>
        <message>
            <source>Previous pane</source>
            <translation>上一区</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>打开</translation>
        </message>
        <message>
            <source>Ticket {ticket} has been made</source>
            <translation>已转工单 {ticket}</translation>
        </message>
        <message>
            <source>{act}: {target} – done</source>
            <translation>{target} 已{act}</translation>
        </message>
        <message>
            <source>no center yet</source>
            <translation>未接中心</translation>
        </message>
        <message>
            <source>onegrid</source>
            <translation>一网指挥台</translation>
        </message>
        <message>
            <source>onegrid – {center}</source>
            <translation>一网指挥台 – {center}</translation>
        </message>
    </context>
    <context>
        <name>FormStrip</name>
        <message>
            <source>choose</source>
            <translation>请选择</translation>
        </message>
    </context>
    <context>
        <name>KeyHint</name>
        <message>
            <source>Space</source>
            <translation>空格</translation>
        </message>
    </context>
    <context>
        <name>Lamp</name>
        <message>
            <source>On time</source>
            <translation>正常</translation>
        </message>
        <message>
            <source>Due soon</source>
            <translation>预警</translation>
        </message>
        <message>
            <source>Overdue</source>
            <translation>超期</translation>
        </message>
        <message>
            <source>Paused</source>
            <translation>暂停</translation>
        </message>
        <message>
            <source>With center</source>
            <translation>待中心</translation>
        </message>
    </context>
    <context>
        <name>TicketPanel</name>
        <message>
            <source>Clocks</source>
            <translation>时钟</translation>
        </message>
        <message>
            <source>from the log · tick = 75 %</source>
            <translation>由日志推算 · 竖线 = 75%</translation>
        </message>
        <message>
            <source>Tasks</source>
            <translation>任务</translation>
        </message>
        <message>
            <source>Evidence</source>
            <translation>证据</translation>
        </message>
        <message>
            <source>masked</source>
            <translation>已遮脸</translation>
        </message>
        <message>
            <source>Custody</source>
            <translation>保管轨迹</translation>
        </message>
        <message>
            <source>only the custodian may change it</source>
            <translation>只有保管中心可改</translation>
        </message>
        <message>
            <source>Timeline</source>
            <translation>经过</translation>
        </message>
        <message>
            <source>No ticket selected</source>
            <translation>未选中工单</translation>
        </message>
        <message>
            <source>entries: {n}</source>
            <translation>{n} 条</translation>
        </message>
    </context>
    <context>
        <name>TicketsScreen</name>
        <message>
            <source>Tickets</source>
            <translation>工单</translation>
        </message>
        <message>
            <source>Waiting for the center</source>
            <translation>等待中心</translation>
        </message>
        <message>
            <source>up, down</source>
            <translation>上下</translation>
        </message>
        <message>
            <source>main act</source>
            <translation>主操作</translation>
        </message>
        <message>
            <source>back</source>
            <translation>返回</translation>
        </message>
        <message>
            <source>Next ticket</source>
            <translation>下一件</translation>
        </message>
        <message>
            <source>Previous ticket</source>
            <translation>上一件</translation>
        </message>
        <message>
            <source>All tickets</source>
            <translation>全部工单</translation>
        </message>
        <message>
            <source>{shown} of {all}</source>
            <translation>{shown} / {all} 件</translation>
        </message>
        <message>
            <source>{count} · most urgent first</source>
            <translation>{count} 件 · 按最急的钟排序</translation>
        </message>
        <message>
            <source>Nothing has come from the center yet.</source>
            <translation>中心尚未送来数据。</translation>
        </message>
        <message>
            <source>Choose another stage above, or press Esc.</source>
            <translation>请在上方选其他阶段，或按 Esc。</translation>
        </message>
        <message>
            <source>No ticket at this stage</source>
            <translation>这一阶段没有工单</translation>
        </message>
        <message>
            <source>An alarm that is confirmed, or N, makes the first one.</source>
            <translation>确认告警或按 N，即有第一件。</translation>
        </message>
        <message>
            <source>No tickets yet</source>
            <translation>还没有工单</translation>
        </message>
    </context>
    <context>
        <name>TileWords</name>
        <message>
            <source>{seconds} s</source>
            <translation>{seconds} s</translation>
        </message>
        <message>
            <source>{minutes} min</source>
            <translation>{minutes} 分</translation>
        </message>
        <message>
            <source>{hours} h</source>
            <translation>{hours} 时</translation>
        </message>
        <message>
            <source>Connecting</source>
            <translation>连接中</translation>
        </message>
        <message>
            <source>Not live · {span}</source>
            <translation>非实时 · {span}</translation>
        </message>
        <message>
            <source>Reconnecting · {span}</source>
            <translation>重连中 · {span}</translation>
        </message>
        <message>
            <source>Cannot be shown</source>
            <translation>不能显示</translation>
        </message>
        <message>
            <source>Recording ended</source>
            <translation>录像已完</translation>
        </message>
        <message>
            <source>No signal · {span}</source>
            <translation>信号丢失 · {span}</translation>
        </message>
        <message>
            <source>no packets arrive</source>
            <translation>链路无包</translation>
        </message>
        <message>
            <source>the camera does not answer</source>
            <translation>摄像机不应答</translation>
        </message>
        <message>
            <source>the source cannot be opened</source>
            <translation>打不开来源</translation>
        </message>
        <message>
            <source>the decoder stopped and starts again</source>
            <translation>解码停止，正重启</translation>
        </message>
        <message>
            <source>the file is at its end</source>
            <translation>文件已到末尾</translation>
        </message>
        <message>
            <source>last picture {clock}</source>
            <translation>末帧 {clock}</translation>
        </message>
        <message>
            <source>try {count} is running</source>
            <translation>第 {count} 次重连中</translation>
        </message>
        <message>
            <source>try {count} in {span}</source>
            <translation>第 {count} 次重连 · {span} 后</translation>
        </message>
        <message>
            <source>{fps} fps</source>
            <translation>{fps} 帧/秒</translation>
        </message>
        <message>
            <source>{rate} · {share}% dropped, busy</source>
            <translation>{rate} · 丢帧 {share}%，繁忙</translation>
        </message>
        <message>
            <source>small tile</source>
            <translation>小窗</translation>
        </message>
        <message>
            <source>full size</source>
            <translation>原尺寸</translation>
        </message>
        <message>
            <source>faces masked {count}</source>
            <translation>已遮脸 {count}</translation>
        </message>
        <message>
            <source>heads masked {count} · no face model</source>
            <translation>已遮头部 {count} · 无人脸模型</translation>
        </message>
        <message>
            <source>all masked · learning the scene</source>
            <translation>全遮 · 学习场景中</translation>
        </message>
        <message>
            <source>no mask: declared free of people</source>
            <translation>不遮：申明无人</translation>
        </message>
        <message>
            <source>Video wall</source>
            <translation>视频墙</translation>
        </message>
        <message>
            <source>live</source>
            <translation>实时</translation>
        </message>
        <message>
            <source>No camera here</source>
            <translation>此处无镜头</translation>
        </message>
    </context>
    <context>
        <name>Toast</name>
        <message numerus="yes">
            <source>%n s</source>
            <translation>
                <numerusform>%n 秒</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>WatchScreen</name>
        <message>
            <source>Wall</source>
            <translation>墙</translation>
        </message>
        <message>
            <source>No cameras at this workplace</source>
            <translation>本席位没有镜头</translation>
        </message>
        <message>
            <source>Alarms and tickets work all the same. Cameras come from the file given at the start.</source>
            <translation>告警和工单照常处理。镜头来自启动时指定的文件。</translation>
        </message>
        <message>
            <source>{all} cameras · {live} live · {fps} pictures/s</source>
            <translation>{all} 路 · 实时 {live} · 每秒 {fps} 帧</translation>
        </message>
    </context>
    <context>
        <name>alarm kind</name>
        <message>
            <source>Area entered</source>
            <translation>区域闯入</translation>
        </message>
        <message>
            <source>Line crossed</source>
            <translation>越线</translation>
        </message>
        <message>
            <source>Loitering</source>
            <translation>徘徊</translation>
        </message>
    </context>
    <context>
        <name>alarm state</name>
        <message>
            <source>Unclaimed</source>
            <translation>未认领</translation>
        </message>
        <message>
            <source>Claimed</source>
            <translation>已认领</translation>
        </message>
        <message>
            <source>Made a ticket</source>
            <translation>已转工单</translation>
        </message>
        <message>
            <source>Dismissed</source>
            <translation>已排除</translation>
        </message>
        <message>
            <source>Cleared</source>
            <translation>已解除</translation>
        </message>
    </context>
    <context>
        <name>banner</name>
        <message>
            <source>Cut off from {center} for {time}.</source>
            <translation>与{center}中心断开 {time}。</translation>
        </message>
        <message>
            <source>No line to a center for {time}.</source>
            <translation>未连上中心 {time}。</translation>
        </message>
        <message>
            <source>What you see is from {time}.</source>
            <translation>所见数据截至 {time}。</translation>
        </message>
        <message>
            <source>Nothing is lost: what you do is kept while this window is open, and sent when it returns.</source>
            <translation>不会丢失：窗口不关，所做的操作先保存在此，恢复后自动补送。</translation>
        </message>
        <message>
            <source>Waiting to be sent: {n}.</source>
            <translation>待送 {n} 条。</translation>
        </message>
        <message>
            <source>Reason: {reason}.</source>
            <translation>原因：{reason}。</translation>
        </message>
        <message>
            <source>next try in {n} s</source>
            <translation>{n} 秒后重连</translation>
        </message>
        <message>
            <source>trying</source>
            <translation>正在重连</translation>
        </message>
    </context>
    <context>
        <name>camera state</name>
        <message>
            <source>connecting</source>
            <translation>连接中</translation>
        </message>
        <message>
            <source>live</source>
            <translation>实时</translation>
        </message>
        <message>
            <source>not live</source>
            <translation>非实时</translation>
        </message>
        <message>
            <source>lost</source>
            <translation>丢失</translation>
        </message>
        <message>
            <source>reconnecting</source>
            <translation>重连中</translation>
        </message>
        <message>
            <source>refused</source>
            <translation>被拒</translation>
        </message>
        <message>
            <source>ended</source>
            <translation>已完</translation>
        </message>
    </context>
    <context>
        <name>clock</name>
        <message>
            <source>Accepting</source>
            <translation>受理</translation>
        </message>
        <message>
            <source>Verifying</source>
            <translation>核实</translation>
        </message>
        <message>
            <source>Dispatching</source>
            <translation>派遣</translation>
        </message>
        <message>
            <source>Signing</source>
            <translation>签收</translation>
        </message>
        <message>
            <source>Handling</source>
            <translation>处置</translation>
        </message>
        <message>
            <source>Ruling</source>
            <translation>裁定</translation>
        </message>
        <message>
            <source>Checking</source>
            <translation>核查</translation>
        </message>
        <message>
            <source>Calling back</source>
            <translation>回访</translation>
        </message>
        <message>
            <source>Total</source>
            <translation>总时限</translation>
        </message>
    </context>
    <context>
        <name>custody</name>
        <message>
            <source>opened</source>
            <translation>受理</translation>
        </message>
        <message>
            <source>from below</source>
            <translation>上报到此</translation>
        </message>
        <message>
            <source>from above</source>
            <translation>下派到此</translation>
        </message>
    </context>
    <context>
        <name>detail</name>
        <message>
            <source>{value}</source>
            <translation>{value}</translation>
        </message>
        <message>
            <source>lead {value}</source>
            <translation>主办 {value}</translation>
        </message>
        <message>
            <source>assists {value}</source>
            <translation>协办 {value}</translation>
        </message>
        <message>
            <source>to {value}</source>
            <translation>至 {value}</translation>
        </message>
    </context>
    <context>
        <name>dismissal</name>
        <message>
            <source>Staff</source>
            <translation>工作人员</translation>
        </message>
        <message>
            <source>Authorised work</source>
            <translation>已批作业</translation>
        </message>
        <message>
            <source>Animal</source>
            <translation>动物</translation>
        </message>
        <message>
            <source>Passing vehicle</source>
            <translation>过路车辆</translation>
        </message>
        <message>
            <source>Weather or light</source>
            <translation>天气或光线</translation>
        </message>
        <message>
            <source>Camera fault</source>
            <translation>镜头故障</translation>
        </message>
        <message>
            <source>Already known</source>
            <translation>已知重复</translation>
        </message>
        <message>
            <source>Exercise</source>
            <translation>演练</translation>
        </message>
        <message>
            <source>Nothing there</source>
            <translation>现场无事</translation>
        </message>
    </context>
    <context>
        <name>event</name>
        <message>
            <source>Reported</source>
            <translation>登记</translation>
        </message>
        <message>
            <source>Filed</source>
            <translation>立案</translation>
        </message>
        <message>
            <source>Not filed</source>
            <translation>不予立案</translation>
        </message>
        <message>
            <source>Dispatched</source>
            <translation>派遣</translation>
        </message>
        <message>
            <source>Signed</source>
            <translation>签收</translation>
        </message>
        <message>
            <source>Fed back</source>
            <translation>反馈</translation>
        </message>
        <message>
            <source>Assist let off</source>
            <translation>免去协办</translation>
        </message>
        <message>
            <source>Checked: done</source>
            <translation>核查：已办结</translation>
        </message>
        <message>
            <source>Checked: to be redone</source>
            <translation>核查：返工</translation>
        </message>
        <message>
            <source>Called back</source>
            <translation>回访</translation>
        </message>
        <message>
            <source>Closed</source>
            <translation>结案</translation>
        </message>
        <message>
            <source>Handed up</source>
            <translation>上报上级</translation>
        </message>
        <message>
            <source>Handed down</source>
            <translation>下派</translation>
        </message>
        <message>
            <source>Received</source>
            <translation>接收</translation>
        </message>
        <message>
            <source>Urged</source>
            <translation>催办</translation>
        </message>
        <message>
            <source>Supervised</source>
            <translation>督办</translation>
        </message>
        <message>
            <source>Note</source>
            <translation>备注</translation>
        </message>
        <message>
            <source>Escalated by the clock</source>
            <translation>时钟升级</translation>
        </message>
    </context>
    <context>
        <name>evidence</name>
        <message>
            <source>kept at another site</source>
            <translation>存于他处</translation>
        </message>
        <message>
            <source>bytes do not match</source>
            <translation>内容与编号不符</translation>
        </message>
        <message>
            <source>not masked: not shown</source>
            <translation>未遮脸，不显示</translation>
        </message>
        <message>
            <source>too large to show</source>
            <translation>过大，不显示</translation>
        </message>
        <message>
            <source>cannot be read</source>
            <translation>读不出</translation>
        </message>
    </context>
    <context>
        <name>form</name>
        <message>
            <source>Reason</source>
            <translation>理由</translation>
        </message>
        <message>
            <source>{kind} at {place}</source>
            <translation>{place}{kind}</translation>
        </message>
        <message>
            <source>Subject</source>
            <translation>事项</translation>
        </message>
        <message>
            <source>Place</source>
            <translation>地点</translation>
        </message>
        <message>
            <source>Reporter</source>
            <translation>来件人</translation>
        </message>
        <message>
            <source>empty: no callback</source>
            <translation>不填则免回访</translation>
        </message>
        <message>
            <source>Class</source>
            <translation>类别</translation>
        </message>
        <message>
            <source>Urgency</source>
            <translation>紧急程度</translation>
        </message>
        <message>
            <source>Note</source>
            <translation>备注</translation>
        </message>
        <message>
            <source>Lead</source>
            <translation>主办</translation>
        </message>
        <message>
            <source>proposed: the class names it</source>
            <translation>建议：按类别职责</translation>
        </message>
        <message>
            <source>Assists</source>
            <translation>协办</translation>
        </message>
        <message>
            <source>Done</source>
            <translation>已办结</translation>
        </message>
        <message>
            <source>Redo</source>
            <translation>返工</translation>
        </message>
        <message>
            <source>Finding</source>
            <translation>核查结果</translation>
        </message>
        <message>
            <source>Satisfied</source>
            <translation>满意</translation>
        </message>
        <message>
            <source>Not satisfied</source>
            <translation>不满意</translation>
        </message>
        <message>
            <source>To</source>
            <translation>去向</translation>
        </message>
    </context>
    <context>
        <name>level</name>
        <message>
            <source>District</source>
            <translation>区</translation>
        </message>
        <message>
            <source>Town</source>
            <translation>镇街</translation>
        </message>
        <message>
            <source>Community</source>
            <translation>社区</translation>
        </message>
        <message>
            <source>Grid</source>
            <translation>网格</translation>
        </message>
        <message>
            <source>Department</source>
            <translation>部门</translation>
        </message>
    </context>
    <context>
        <name>light</name>
        <message>
            <source>On time</source>
            <translation>正常</translation>
        </message>
        <message>
            <source>Due soon</source>
            <translation>预警</translation>
        </message>
        <message>
            <source>Overdue</source>
            <translation>超期</translation>
        </message>
        <message>
            <source>Paused</source>
            <translation>暂停</translation>
        </message>
        <message>
            <source>With center</source>
            <translation>待中心</translation>
        </message>
    </context>
    <context>
        <name>link</name>
        <message>
            <source>the center does not answer</source>
            <translation>中心不应答</translation>
        </message>
        <message>
            <source>the line broke</source>
            <translation>连接断了</translation>
        </message>
        <message>
            <source>the center is connected but says nothing</source>
            <translation>已连上但中心没有声音</translation>
        </message>
        <message>
            <source>the center does not accept this console's key</source>
            <translation>中心不认本席位的密钥</translation>
        </message>
        <message>
            <source>the center's key is not the one expected</source>
            <translation>中心密钥与预期不符</translation>
        </message>
        <message>
            <source>the center speaks another version</source>
            <translation>中心版本不同</translation>
        </message>
        <message>
            <source>the center cannot serve now</source>
            <translation>中心暂不能服务</translation>
        </message>
        <message>
            <source>the center is being stopped</source>
            <translation>中心正在停止</translation>
        </message>
        <message>
            <source>a fault of this program; it is in its log</source>
            <translation>本程序出错，已记入日志</translation>
        </message>
    </context>
    <context>
        <name>panel</name>
        <message>
            <source>{clock} · {department}</source>
            <translation>{clock} · {department}</translation>
        </message>
        <message>
            <source>limit {budget} · {due}</source>
            <translation>限 {budget} · {due}</translation>
        </message>
        <message>
            <source>{time} {how}</source>
            <translation>{time} {how}</translation>
        </message>
        <message>
            <source>{note} · holds · term {epoch}</source>
            <translation>{note} · 现保管 · 任期 {epoch}</translation>
        </message>
        <message>
            <source>{note} · watches</source>
            <translation>{note} · 留观察</translation>
        </message>
        <message>
            <source>on its way, frozen</source>
            <translation>移交中，已冻结</translation>
        </message>
        <message>
            <source>{event}: {details}</source>
            <translation>{event}：{details}</translation>
        </message>
        <message>
            <source>{who} · {center}</source>
            <translation>{who} · {center}</translation>
        </message>
        <message>
            <source>{clock} clock ran on: {rung}</source>
            <translation>{clock}时钟到点，自动{rung}</translation>
        </message>
        <message>
            <source>Lead</source>
            <translation>主办</translation>
        </message>
        <message>
            <source>Assist</source>
            <translation>协办</translation>
        </message>
        <message>
            <source>{state} · {who}</source>
            <translation>{state} · {who}</translation>
        </message>
        <message>
            <source>round {n}</source>
            <translation>第 {n} 轮</translation>
        </message>
        <message>
            <source>reporter {name}</source>
            <translation>来件人 {name}</translation>
        </message>
    </context>
    <context>
        <name>phase</name>
        <message>
            <source>alarm</source>
            <translation>告警</translation>
        </message>
        <message>
            <source>before</source>
            <translation>前</translation>
        </message>
        <message>
            <source>during</source>
            <translation>中</translation>
        </message>
        <message>
            <source>after</source>
            <translation>后</translation>
        </message>
    </context>
    <context>
        <name>priority</name>
        <message>
            <source>Emergency</source>
            <translation>紧急</translation>
        </message>
        <message>
            <source>High</source>
            <translation>重要</translation>
        </message>
        <message>
            <source>Normal</source>
            <translation>一般</translation>
        </message>
    </context>
    <context>
        <name>refusal</name>
        <message>
            <source>it is on its way between two centers</source>
            <translation>正在两个中心之间移交</translation>
        </message>
        <message>
            <source>another center holds it; here it can be watched</source>
            <translation>由别的中心保管，这里只能观察</translation>
        </message>
        <message>
            <source>it does not stand at that stage now</source>
            <translation>现在不在这一阶段</translation>
        </message>
        <message>
            <source>your role does not include it</source>
            <translation>你的岗位不能办</translation>
        </message>
        <message>
            <source>something that is needed was left out</source>
            <translation>缺少必填内容</translation>
        </message>
        <message>
            <source>the center does not know one of the fields</source>
            <translation>有一项中心不认识</translation>
        </message>
        <message>
            <source>one of the fields cannot be so</source>
            <translation>有一项内容不对</translation>
        </message>
        <message>
            <source>the center does not know this act</source>
            <translation>中心不认识这项操作</translation>
        </message>
        <message>
            <source>the center does not have this ticket</source>
            <translation>中心没有这件工单</translation>
        </message>
        <message>
            <source>the center does not have this alarm</source>
            <translation>中心没有这条告警</translation>
        </message>
        <message>
            <source>it exists already</source>
            <translation>已经存在</translation>
        </message>
        <message>
            <source>your department has no task here</source>
            <translation>你的部门在此没有任务</translation>
        </message>
        <message>
            <source>your department has signed already</source>
            <translation>你的部门已签收</translation>
        </message>
        <message>
            <source>your department has not signed yet</source>
            <translation>你的部门还没签收</translation>
        </message>
        <message>
            <source>your department has fed back already</source>
            <translation>你的部门已反馈</translation>
        </message>
        <message>
            <source>assisting departments are still working</source>
            <translation>协办部门还没办完</translation>
        </message>
        <message>
            <source>who handled it may not check it</source>
            <translation>经办人不能自己核查</translation>
        </message>
        <message>
            <source>no assisting department owes anything</source>
            <translation>没有未完的协办</translation>
        </message>
        <message>
            <source>there is no center above</source>
            <translation>没有上级中心</translation>
        </message>
        <message>
            <source>there is no center below</source>
            <translation>没有下级中心</translation>
        </message>
        <message>
            <source>that center is not below this one</source>
            <translation>不是本中心的下级</translation>
        </message>
        <message>
            <source>it needs a picture from after the work, or a note</source>
            <translation>须有处置后的照片或说明</translation>
        </message>
        <message>
            <source>that department does not belong to this center</source>
            <translation>该部门不属本中心</translation>
        </message>
        <message>
            <source>one department is named twice</source>
            <translation>同一部门列了两次</translation>
        </message>
        <message>
            <source>the table of time limits has none for this class</source>
            <translation>时限表里没有这一类</translation>
        </message>
        <message>
            <source>somebody else has claimed it</source>
            <translation>已被他人认领</translation>
        </message>
        <message>
            <source>it has changed since you looked</source>
            <translation>你看过之后它已变化</translation>
        </message>
        <message>
            <source>its log takes no more remarks</source>
            <translation>日志已满，不能再加</translation>
        </message>
        <message>
            <source>it is too large</source>
            <translation>内容过大</translation>
        </message>
        <message>
            <source>the evidence is not named as it must be</source>
            <translation>证据编号不合规</translation>
        </message>
        <message>
            <source>only masked pictures are taken</source>
            <translation>只收已遮脸的图片</translation>
        </message>
        <message>
            <source>the center does not do this</source>
            <translation>本中心不办这一项</translation>
        </message>
        <message>
            <source>it has been sent and has no answer yet</source>
            <translation>已送出，还没有答复</translation>
        </message>
        <message>
            <source>too many acts wait for the center already</source>
            <translation>待送的操作太多</translation>
        </message>
        <message>
            <source>the center cannot take it now; nothing was changed</source>
            <translation>中心暂时不能办，什么都没有改</translation>
        </message>
        <message>
            <source>the center has not answered yet</source>
            <translation>中心还没有应答</translation>
        </message>
        <message>
            <source>nothing is selected</source>
            <translation>没有选中</translation>
        </message>
    </context>
    <context>
        <name>refusal line</name>
        <message>
            <source>rule {rule}</source>
            <translation>规则 {rule}</translation>
        </message>
        <message>
            <source>who may: {names}</source>
            <translation>可办：{names}</translation>
        </message>
        <message>
            <source> · </source>
            <translation> · </translation>
        </message>
    </context>
    <context>
        <name>role</name>
        <message>
            <source>Operator</source>
            <translation>值班员</translation>
        </message>
        <message>
            <source>Intake clerk</source>
            <translation>受理员</translation>
        </message>
        <message>
            <source>Grid officer</source>
            <translation>网格员</translation>
        </message>
        <message>
            <source>Dispatcher</source>
            <translation>派遣员</translation>
        </message>
        <message>
            <source>Duty leader</source>
            <translation>值班长</translation>
        </message>
        <message>
            <source>Center leader</source>
            <translation>中心领导</translation>
        </message>
        <message>
            <source>Department</source>
            <translation>部门</translation>
        </message>
        <message>
            <source>Checker</source>
            <translation>核查员</translation>
        </message>
        <message>
            <source>Callback clerk</source>
            <translation>回访员</translation>
        </message>
        <message>
            <source>Analyst</source>
            <translation>识别节点</translation>
        </message>
        <message>
            <source>The center itself</source>
            <translation>中心本身</translation>
        </message>
        <message>
            <source>Viewer</source>
            <translation>观察员</translation>
        </message>
    </context>
    <context>
        <name>rung</name>
        <message>
            <source>urged</source>
            <translation>催办</translation>
        </message>
        <message>
            <source>put under supervision</source>
            <translation>督办</translation>
        </message>
        <message>
            <source>brought to the center leader</source>
            <translation>报中心领导</translation>
        </message>
        <message>
            <source>written notice</source>
            <translation>书面通报</translation>
        </message>
    </context>
    <context>
        <name>source</name>
        <message>
            <source>Camera alarm</source>
            <translation>镜头告警</translation>
        </message>
        <message>
            <source>Staff</source>
            <translation>工作人员</translation>
        </message>
        <message>
            <source>Resident</source>
            <translation>居民</translation>
        </message>
        <message>
            <source>Patrol</source>
            <translation>巡查</translation>
        </message>
        <message>
            <source>Hotline</source>
            <translation>热线</translation>
        </message>
        <message>
            <source>Sensor</source>
            <translation>传感</translation>
        </message>
    </context>
    <context>
        <name>state</name>
        <message>
            <source>Reported</source>
            <translation>待受理</translation>
        </message>
        <message>
            <source>Filed</source>
            <translation>待派遣</translation>
        </message>
        <message>
            <source>Dispatched</source>
            <translation>待签收</translation>
        </message>
        <message>
            <source>In progress</source>
            <translation>处置中</translation>
        </message>
        <message>
            <source>To check</source>
            <translation>待核查</translation>
        </message>
        <message>
            <source>Callback</source>
            <translation>待回访</translation>
        </message>
        <message>
            <source>Closed</source>
            <translation>已结案</translation>
        </message>
        <message>
            <source>Not filed</source>
            <translation>不予立案</translation>
        </message>
    </context>
    <context>
        <name>status</name>
        <message>
            <source>{n} under way</source>
            <translation>在途 {n}</translation>
        </message>
        <message>
            <source>{n} tickets cannot be read</source>
            <translation>{n} 件工单读不出</translation>
        </message>
        <message>
            <source>data to {time}</source>
            <translation>数据到 {time}</translation>
        </message>
        <message>
            <source>clock ±{seconds} s</source>
            <translation>时差 ±{seconds} s</translation>
        </message>
        <message>
            <source>this center {center}</source>
            <translation>本中心 {center}</translation>
        </message>
        <message>
            <source>connecting</source>
            <translation>连接中</translation>
        </message>
        <message>
            <source>cut off since {time}</source>
            <translation>{time} 起断开</translation>
        </message>
        <message>
            <source>{center} linked</source>
            <translation>{center} 在线</translation>
        </message>
        <message>
            <source>{center} cut off</source>
            <translation>{center} 断开</translation>
        </message>
        <message>
            <source>{link} · {n} to send</source>
            <translation>{link} · 待送 {n}</translation>
        </message>
    </context>
    <context>
        <name>task</name>
        <message>
            <source>to sign</source>
            <translation>待签收</translation>
        </message>
        <message>
            <source>working</source>
            <translation>处置中</translation>
        </message>
        <message>
            <source>fed back</source>
            <translation>已反馈</translation>
        </message>
        <message>
            <source>let off</source>
            <translation>免办</translation>
        </message>
    </context>
    <context>
        <name>trace</name>
        <message>
            <source>Rule</source>
            <translation>规则</translation>
        </message>
        <message>
            <source>Stay</source>
            <translation>停留</translation>
        </message>
        <message>
            <source>Needed</source>
            <translation>需满</translation>
        </message>
        <message>
            <source>Direction</source>
            <translation>方向</translation>
        </message>
        <message>
            <source>Track</source>
            <translation>轨迹</translation>
        </message>
        <message>
            <source>Confidence</source>
            <translation>置信</translation>
        </message>
        <message>
            <source>Height</source>
            <translation>高度</translation>
        </message>
        <message>
            <source>Frame</source>
            <translation>帧</translation>
        </message>
        <message>
            <source>Detector</source>
            <translation>检测器</translation>
        </message>
        <message>
            <source>Masked</source>
            <translation>遮蔽</translation>
        </message>
        <message>
            <source>Leave margin</source>
            <translation>离开余量</translation>
        </message>
        <message>
            <source>Gap bridged</source>
            <translation>断续容限</translation>
        </message>
        <message>
            <source>Line margin</source>
            <translation>越线余量</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>类型</translation>
        </message>
        <message>
            <source>Stream time</source>
            <translation>流时刻</translation>
        </message>
    </context>
    <context>
        <name>urgency</name>
        <message>
            <source>Emergency</source>
            <translation>特急</translation>
        </message>
        <message>
            <source>Urgent</source>
            <translation>紧急</translation>
        </message>
        <message>
            <source>Normal</source>
            <translation>一般</translation>
        </message>
        <message>
            <source>Complex</source>
            <translation>疑难</translation>
        </message>
    </context>
    <context>
        <name>verb</name>
        <message>
            <source>Claim</source>
            <translation>认领</translation>
        </message>
        <message>
            <source>Release</source>
            <translation>放弃认领</translation>
        </message>
        <message>
            <source>Make ticket</source>
            <translation>确认并转工单</translation>
        </message>
        <message>
            <source>Dismiss</source>
            <translation>排除</translation>
        </message>
        <message>
            <source>Clear</source>
            <translation>解除</translation>
        </message>
        <message>
            <source>New ticket</source>
            <translation>新建工单</translation>
        </message>
        <message>
            <source>File</source>
            <translation>立案</translation>
        </message>
        <message>
            <source>Decline</source>
            <translation>不立案</translation>
        </message>
        <message>
            <source>Dispatch</source>
            <translation>派遣</translation>
        </message>
        <message>
            <source>Sign</source>
            <translation>签收</translation>
        </message>
        <message>
            <source>Feed back</source>
            <translation>反馈</translation>
        </message>
        <message>
            <source>Check</source>
            <translation>核查</translation>
        </message>
        <message>
            <source>Call back</source>
            <translation>回访</translation>
        </message>
        <message>
            <source>Hand up</source>
            <translation>上报</translation>
        </message>
        <message>
            <source>Hand down</source>
            <translation>下派</translation>
        </message>
        <message>
            <source>Urge</source>
            <translation>催办</translation>
        </message>
        <message>
            <source>Supervise</source>
            <translation>督办</translation>
        </message>
        <message>
            <source>Note</source>
            <translation>备注</translation>
        </message>
    </context>
    <context>
        <name>words</name>
        <message>
            <source>Makes a ticket here; its clocks start now.</source>
            <translation>在本中心生成工单，时钟即刻开始。</translation>
        </message>
        <message>
            <source>Closes the alarm. A number chooses the reason and sends it.</source>
            <translation>关闭这条告警。按数字选理由并送出。</translation>
        </message>
        <message>
            <source>The time limits are frozen on the ticket; the dispatch clock starts.</source>
            <translation>时限就此固定，派遣时钟开始。</translation>
        </message>
        <message>
            <source>Ends the ticket with this reason.</source>
            <translation>以此理由结束工单。</translation>
        </message>
        <message>
            <source>Each department gets a task; the signing and handling clocks start.</source>
            <translation>各部门得到任务，签收和处置时钟开始。</translation>
        </message>
        <message>
            <source>{department} takes the task; the signing clock stops.</source>
            <translation>{department}接下任务，签收时钟停止。</translation>
        </message>
        <message>
            <source>Says the work is done; somebody else checks it.</source>
            <translation>报告已办完，由他人核查。</translation>
        </message>
        <message>
            <source>“Done” moves on; “redo” starts another round.</source>
            <translation>“已办结”往下走；“返工”再来一轮。</translation>
        </message>
        <message>
            <source>“Satisfied” closes the ticket, “not satisfied” starts another round.</source>
            <translation>“满意”即结案；“不满意”再来一轮。</translation>
        </message>
        <message>
            <source>Custody goes to {center}; here it can only be watched from then on.</source>
            <translation>保管移交{center}，此后这里只能观察。</translation>
        </message>
        <message>
            <source>Custody goes down; the total clock keeps running.</source>
            <translation>保管下移，总时限照走。</translation>
        </message>
        <message>
            <source>Reminds whoever must act now; it stays in the log.</source>
            <translation>提醒现在该办的人，留痕。</translation>
        </message>
        <message>
            <source>Puts the ticket under supervision; it stays in the log.</source>
            <translation>列入督办，留痕。</translation>
        </message>
        <message>
            <source>Adds a line to the log.</source>
            <translation>在经过中加一行。</translation>
        </message>
        <message>
            <source>, </source>
            <translation>、</translation>
        </message>
        <message>
            <source>Center</source>
            <translation>中心</translation>
        </message>
        <message>
            <source>Mon</source>
            <translation>周一</translation>
        </message>
        <message>
            <source>Tue</source>
            <translation>周二</translation>
        </message>
        <message>
            <source>Wed</source>
            <translation>周三</translation>
        </message>
        <message>
            <source>Thu</source>
            <translation>周四</translation>
        </message>
        <message>
            <source>Fri</source>
            <translation>周五</translation>
        </message>
        <message>
            <source>Sat</source>
            <translation>周六</translation>
        </message>
        <message>
            <source>Sun</source>
            <translation>周日</translation>
        </message>
        <message>
            <source>Jan</source>
            <translation>1月</translation>
        </message>
        <message>
            <source>Feb</source>
            <translation>2月</translation>
        </message>
        <message>
            <source>Mar</source>
            <translation>3月</translation>
        </message>
        <message>
            <source>Apr</source>
            <translation>4月</translation>
        </message>
        <message>
            <source>May</source>
            <translation>5月</translation>
        </message>
        <message>
            <source>Jun</source>
            <translation>6月</translation>
        </message>
        <message>
            <source>Jul</source>
            <translation>7月</translation>
        </message>
        <message>
            <source>Aug</source>
            <translation>8月</translation>
        </message>
        <message>
            <source>Sep</source>
            <translation>9月</translation>
        </message>
        <message>
            <source>Oct</source>
            <translation>10月</translation>
        </message>
        <message>
            <source>Nov</source>
            <translation>11月</translation>
        </message>
        <message>
            <source>Dec</source>
            <translation>12月</translation>
        </message>
        <message>
            <source>{time}</source>
            <translation>剩余 {time}</translation>
        </message>
        <message>
            <source>+{time}</source>
            <translation>超期 {time}</translation>
        </message>
        <message>
            <source>center {time}</source>
            <translation>待中心 {time}</translation>
        </message>
        <message>
            <source>paused</source>
            <translation>暂停</translation>
        </message>
        <message>
            <source>{weekday} {day} {month}</source>
            <translation>{month}{day}日 {weekday}</translation>
        </message>
        <message>
            <source>{days} d {hours} h</source>
            <translation>{days} 日 {hours} 时</translation>
        </message>
        <message>
            <source>{days} d</source>
            <translation>{days} 日</translation>
        </message>
        <message>
            <source>{n} d</source>
            <translation>{n} 日</translation>
        </message>
        <message>
            <source>{n} h</source>
            <translation>{n} 时</translation>
        </message>
        <message>
            <source>{n} min</source>
            <translation>{n} 分</translation>
        </message>
        <message>
            <source>{n} s</source>
            <translation>{n} 秒</translation>
        </message>
    </context>
</TS>
