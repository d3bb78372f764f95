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
            <source>Requests</source>
            <translation>申请</translation>
        </message>
        <message>
            <source>nobody rules on his own</source>
            <translation>本人申请由他人审批</translation>
        </message>
        <message>
            <source>Pushes</source>
            <translation>催督办</translation>
        </message>
        <message>
            <source>receipts with their time</source>
            <translation>回执带时间</translation>
        </message>
        <message>
            <source>Belongs together</source>
            <translation>关联工单</translation>
        </message>
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
        <message>
            <source>Unwatched cameras</source>
            <translation>摄像机无人值守</translation>
        </message>
        <message>
            <source>Too crowded</source>
            <translation>人员过密</translation>
        </message>
        <message>
            <source>Object left behind</source>
            <translation>遗留物</translation>
        </message>
        <message>
            <source>Object removed</source>
            <translation>物品移除</translation>
        </message>
        <message>
            <source>Camera too dark</source>
            <translation>画面过暗</translation>
        </message>
        <message>
            <source>Camera out of focus</source>
            <translation>画面模糊</translation>
        </message>
        <message>
            <source>Camera view changed</source>
            <translation>画面场景变更</translation>
        </message>
        <message>
            <source>Camera signal lost</source>
            <translation>视频信号丢失</translation>
        </message>
        <message>
            <source>Camera picture frozen</source>
            <translation>画面冻结</translation>
        </message>
        <message>
            <source>Heat warning</source>
            <translation>高温预警</translation>
        </message>
        <message>
            <source>Heat alarm</source>
            <translation>高温报警</translation>
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
            <source>Review</source>
            <translation>复查</translation>
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
        <message>
            <source>into {value}</source>
            <translation>并入 {value}</translation>
        </message>
        <message>
            <source>by {value}</source>
            <translation>由 {value}</translation>
        </message>
        <message>
            <source>{value} more working days</source>
            <translation>延 {value} 个工作日</translation>
        </message>
        <message>
            <source>{value} more minutes</source>
            <translation>延 {value} 分钟</translation>
        </message>
        <message>
            <source>clause {value}</source>
            <translation>依据 {value}</translation>
        </message>
        <message>
            <source>until {value}</source>
            <translation>解除条件：{value}</translation>
        </message>
        <message>
            <source>review on {value}</source>
            <translation>{value} 复查</translation>
        </message>
        <message>
            <source>mark {value} of 5</source>
            <translation>{value} 分（满分 5）</translation>
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
            <source>Asked for more</source>
            <translation>要求补充</translation>
        </message>
        <message>
            <source>Supplemented</source>
            <translation>已补充</translation>
        </message>
        <message>
            <source>Sent to be verified</source>
            <translation>交核实</translation>
        </message>
        <message>
            <source>Verified: so it is</source>
            <translation>核实属实</translation>
        </message>
        <message>
            <source>Verified: not so</source>
            <translation>核实不属实</translation>
        </message>
        <message>
            <source>Solved on the spot</source>
            <translation>自处置办结</translation>
        </message>
        <message>
            <source>Sampled</source>
            <translation>抽查</translation>
        </message>
        <message>
            <source>Reclassified</source>
            <translation>调整类别</translation>
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
            <source>Rated</source>
            <translation>已评价</translation>
        </message>
        <message>
            <source>Reopened</source>
            <translation>重新办理</translation>
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
            <source>Asked</source>
            <translation>申请</translation>
        </message>
        <message>
            <source>Granted</source>
            <translation>同意</translation>
        </message>
        <message>
            <source>Denied</source>
            <translation>不同意</translation>
        </message>
        <message>
            <source>Withdrawn</source>
            <translation>撤回申请</translation>
        </message>
        <message>
            <source>Resumed</source>
            <translation>解除挂账</translation>
        </message>
        <message>
            <source>Returned</source>
            <translation>退回</translation>
        </message>
        <message>
            <source>Ruled</source>
            <translation>裁定</translation>
        </message>
        <message>
            <source>Merged</source>
            <translation>已并案</translation>
        </message>
        <message>
            <source>Taken out again</source>
            <translation>撤销并案</translation>
        </message>
        <message>
            <source>Its parent is done</source>
            <translation>主案已办完</translation>
        </message>
        <message>
            <source>Another merged in</source>
            <translation>并入一案</translation>
        </message>
        <message>
            <source>Another taken out</source>
            <translation>移出一案</translation>
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
            <source>Everybody woken</source>
            <translation>一键唤醒</translation>
        </message>
        <message>
            <source>Took note</source>
            <translation>已知悉</translation>
        </message>
        <message>
            <source>Note</source>
            <translation>备注</translation>
        </message>
        <message>
            <source>Escalated by the clock</source>
            <translation>时钟升级</translation>
        </message>
        <message>
            <source>Asked back</source>
            <translation>请求召回</translation>
        </message>
        <message>
            <source>Kept in spite of the recall</source>
            <translation>拒绝召回</translation>
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
        <name>flag</name>
        <message>
            <source>Urged</source>
            <translation>催办</translation>
        </message>
        <message>
            <source>Supervised</source>
            <translation>督办</translation>
        </message>
        <message>
            <source>Woken</source>
            <translation>一键唤醒</translation>
        </message>
        <message>
            <source>To the leader</source>
            <translation>报中心领导</translation>
        </message>
        <message>
            <source>Written notice</source>
            <translation>书面督办</translation>
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
            <source>year-month-day, like 2026-11-22</source>
            <translation>年-月-日，如 2026-11-22</translation>
        </message>
        <message>
            <source>Yes</source>
            <translation>是</translation>
        </message>
        <message>
            <source>No</source>
            <translation>否</translation>
        </message>
        <message>
            <source>Responded</source>
            <translation>已响应</translation>
        </message>
        <message>
            <source>Solved</source>
            <translation>已解决</translation>
        </message>
        <message>
            <source>Lead</source>
            <translation>主办</translation>
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
            <source>Proposed by the responsibility list: {lead} {clause}.</source>
            <translation>职责清单建议：{lead} {clause}。</translation>
        </message>
        <message>
            <source>Question</source>
            <translation>要补充什么</translation>
        </message>
        <message>
            <source>Description</source>
            <translation>描述</translation>
        </message>
        <message>
            <source>empty: any officer of the grid</source>
            <translation>不填：本网格任一网格员</translation>
        </message>
        <message>
            <source>Grid officer</source>
            <translation>网格员</translation>
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
            <source>Mark, 5 is best</source>
            <translation>评分（5 为最好）</translation>
        </message>
        <message>
            <source>Assist</source>
            <translation>协办</translation>
        </message>
        <message>
            <source>To</source>
            <translation>去向</translation>
        </message>
        <message>
            <source>{title} · {place} · {id}</source>
            <translation>{title} · {place} · {id}</translation>
        </message>
        <message>
            <source>no other open ticket is held here</source>
            <translation>本中心没有其他在办工单</translation>
        </message>
        <message>
            <source>Into</source>
            <translation>并入</translation>
        </message>
        <message>
            <source>names, parted by commas</source>
            <translation>姓名，逗号分隔</translation>
        </message>
        <message>
            <source>Nearest officers</source>
            <translation>就近人员</translation>
        </message>
        <message>
            <source>{n} working days</source>
            <translation>{n} 个工作日</translation>
        </message>
        <message>
            <source>the list names you by {clause}</source>
            <translation>清单依据 {clause} 列你单位</translation>
        </message>
        <message>
            <source>By clause</source>
            <translation>依据条款</translation>
        </message>
        <message>
            <source>More working days</source>
            <translation>延长工作日</translation>
        </message>
        <message>
            <source>More minutes</source>
            <translation>延长分钟</translation>
        </message>
        <message>
            <source>To be lifted when</source>
            <translation>解除条件</translation>
        </message>
        <message>
            <source>Review on</source>
            <translation>复查日期</translation>
        </message>
        <message>
            <source>{date} (in {n} d)</source>
            <translation>{date}（{n} 日后）</translation>
        </message>
        <message>
            <source>Request</source>
            <translation>申请</translation>
        </message>
        <message>
            <source>{kind} · {who}</source>
            <translation>{kind} · {who}</translation>
        </message>
        <message>
            <source>Ruling</source>
            <translation>裁定</translation>
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
            <source>Building</source>
            <translation>楼栋</translation>
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
            <source>the rights of this key were taken away or changed</source>
            <translation>本操作台密钥的权限已被撤销或更改</translation>
        </message>
        <message>
            <source>this console asked for too much at once</source>
            <translation>本操作台请求过于频繁</translation>
        </message>
        <message>
            <source>the center has too many connections</source>
            <translation>中心的连接数已满</translation>
        </message>
        <message>
            <source>this console did not keep up with the center</source>
            <translation>本操作台未能及时接收中心的数据</translation>
        </message>
        <message>
            <source>somebody has to sign in at this workstation</source>
            <translation>本工作站须由人员登录</translation>
        </message>
        <message>
            <source>name or password is wrong</source>
            <translation>姓名或密码错误</translation>
        </message>
        <message>
            <source>too many wrong passwords; wait</source>
            <translation>密码错误次数过多，请稍候</translation>
        </message>
        <message>
            <source>the session has ended; sign in again</source>
            <translation>会话已结束，请重新登录</translation>
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
            <source>{why} · to {until}</source>
            <translation>{why} · 至 {until}</translation>
        </message>
        <message>
            <source>limit {budget} · {due}</source>
            <translation>限 {budget} · {due}</translation>
        </message>
        <message>
            <source>{limit} (first {time})</source>
            <translation>{limit}（原 {time}）</translation>
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
            <source>{field}: {value}</source>
            <translation>{field}：{value}</translation>
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
            <source>verified: so it is</source>
            <translation>核实属实</translation>
        </message>
        <message>
            <source>verified: not so</source>
            <translation>核实不属实</translation>
        </message>
        <message>
            <source>reporter {name}</source>
            <translation>来件人 {name}</translation>
        </message>
        <message>
            <source>mark {n} of 5</source>
            <translation>评价 {n} 分（满分 5）</translation>
        </message>
        <message>
            <source>solved on the spot</source>
            <translation>自处置</translation>
        </message>
        <message>
            <source>{who}, {time}</source>
            <translation>{who}，{time}</translation>
        </message>
        <message>
            <source>{asked} · {ruling}</source>
            <translation>{asked} · {ruling}</translation>
        </message>
        <message>
            <source>{time} more</source>
            <translation>延长 {time}</translation>
        </message>
        <message>
            <source>review on {date}</source>
            <translation>{date} 复查</translation>
        </message>
        <message>
            <source>until {value}</source>
            <translation>解除条件：{value}</translation>
        </message>
        <message>
            <source>clause {value}</source>
            <translation>依据 {value}</translation>
        </message>
        <message>
            <source>waits for a second leader</source>
            <translation>待第二人同意</translation>
        </message>
        <message>
            <source>waits for a ruling</source>
            <translation>待审批</translation>
        </message>
        <message>
            <source>{ruling} – {who}, {time}</source>
            <translation>{ruling} – {who}，{time}</translation>
        </message>
        <message>
            <source>{who} {time}</source>
            <translation>{who} {time}</translation>
        </message>
        <message>
            <source>took note: {names}</source>
            <translation>已知悉：{names}</translation>
        </message>
        <message>
            <source>no receipt yet: {names}</source>
            <translation>未回执：{names}</translation>
        </message>
        <message>
            <source>{n} of {all}</source>
            <translation>{n}/{all} 人</translation>
        </message>
        <message>
            <source>Merged into</source>
            <translation>并入</translation>
        </message>
        <message>
            <source>Split from</source>
            <translation>分自</translation>
        </message>
        <message>
            <source>Belongs with</source>
            <translation>关联</translation>
        </message>
        <message>
            <source>Merged in</source>
            <translation>并来</translation>
        </message>
        <message>
            <source>not known at this center</source>
            <translation>本中心没有此单</translation>
        </message>
        <message>
            <source>Show</source>
            <translation>查看</translation>
        </message>
        <message>
            <source>{state} · {kind}?</source>
            <translation>{state} · {kind}？</translation>
        </message>
    </context>
    <context>
        <name>pause</name>
        <message>
            <source>hung</source>
            <translation>挂账</translation>
        </message>
        <message>
            <source>asked</source>
            <translation>等待补充</translation>
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
            <source>the center does not have this camera</source>
            <translation>中心没有这台摄像机</translation>
        </message>
        <message>
            <source>some cameras cannot be taken as they are</source>
            <translation>部分摄像机有误，未予采纳</translation>
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
            <source>nobody checks or rules on his own</source>
            <translation>不能核查或审批自己经办的事项</translation>
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
            <source>this step of the ladder has been taken already</source>
            <translation>这一级升级已经做过</translation>
        </message>
        <message>
            <source>it has been asked for already and waits for a ruling</source>
            <translation>已经申请过，正待审批</translation>
        </message>
        <message>
            <source>more time is asked for in whole working days or minutes, as its limit is</source>
            <translation>延期按其时限的单位填整数：工作日或分钟</translation>
        </message>
        <message>
            <source>the review date must lie within the days that the table allows</source>
            <translation>复查日期须在规定天数之内</translation>
        </message>
        <message>
            <source>its deadline has passed; no more time is given after it</source>
            <translation>已经超期，超期后不能延期</translation>
        </message>
        <message>
            <source>the two would be merged into each other</source>
            <translation>两单会互相并入</translation>
        </message>
        <message>
            <source>others are merged into it; take them out first</source>
            <translation>有工单并入此单，请先移出</translation>
        </message>
        <message>
            <source>the working calendar of its limit is not known here</source>
            <translation>这里没有其时限所用的工作日历</translation>
        </message>
        <message>
            <source>nobody reported it who could rate it</source>
            <translation>没有反映人可评价</translation>
        </message>
        <message>
            <source>somebody else was asked to verify it</source>
            <translation>已指定他人核实</translation>
        </message>
        <message>
            <source>the alarm is closed, too old or of another rule</source>
            <translation>警情已结束、过久或规则不同</translation>
        </message>
        <message>
            <source>your department only assists</source>
            <translation>你单位只是协办</translation>
        </message>
        <message>
            <source>that ticket takes nothing any more</source>
            <translation>那一单已不能再并入</translation>
        </message>
        <message>
            <source>only who reported it may rate it</source>
            <translation>只有反映人可以评价</translation>
        </message>
        <message>
            <source>nobody waits for you to take note</source>
            <translation>没有等待你回执的事项</translation>
        </message>
        <message>
            <source>it is not on its way to this center</source>
            <translation>它不是移交给本中心的</translation>
        </message>
        <message>
            <source>nothing waits for a ruling</source>
            <translation>没有待审批的申请</translation>
        </message>
        <message>
            <source>it was not solved on the spot, or has been sampled</source>
            <translation>它不是自处置，或已抽查</translation>
        </message>
        <message>
            <source>its source has reported it before</source>
            <translation>同一来源已经报过</translation>
        </message>
        <message>
            <source>the time in which that is allowed is over</source>
            <translation>已过允许的时间</translation>
        </message>
        <message>
            <source>it has been returned as often as is allowed</source>
            <translation>退回次数已满</translation>
        </message>
        <message>
            <source>the center does not take the number of this act</source>
            <translation>中心不接受这项操作的编号</translation>
        </message>
        <message>
            <source>the center could not carry it out; nothing was changed</source>
            <translation>中心无法执行，未作任何改动</translation>
        </message>
        <message>
            <source>a neighbour knows more than this center; it is being restored</source>
            <translation>相邻中心的记录较新，本中心正在恢复</translation>
        </message>
        <message>
            <source>what its class asks for before closing is still missing</source>
            <translation>该类别的结案条件尚未满足</translation>
        </message>
        <message>
            <source>the form of its class has a gap; fill in what its class asks for</source>
            <translation>该类别的表单没有填全，请补填</translation>
        </message>
        <message>
            <source>the center does not know this class</source>
            <translation>中心没有这个类别</translation>
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
            <source>the center carries no evidence</source>
            <translation>本中心不传送证据</translation>
        </message>
        <message>
            <source>nothing that you may see shows this evidence</source>
            <translation>您有权查看的内容中没有该证据</translation>
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
            <source>this key may not do that here</source>
            <translation>此密钥无权这样做</translation>
        </message>
        <message>
            <source>somebody has to sign in first</source>
            <translation>请先登录</translation>
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
        <message>
            <source>it is held here</source>
            <translation>案卷就在本中心</translation>
        </message>
        <message>
            <source>this center never held it</source>
            <translation>本中心从未保管过该案卷</translation>
        </message>
        <message>
            <source>the center was restored from a backup; it rests until every neighbour has answered</source>
            <translation>本中心刚从备份恢复，须待各相邻中心应答</translation>
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
        <name>request</name>
        <message>
            <source>Extension</source>
            <translation>延期</translation>
        </message>
        <message>
            <source>Hanging</source>
            <translation>挂账</translation>
        </message>
        <message>
            <source>Closing</source>
            <translation>办结</translation>
        </message>
        <message>
            <source>Voiding</source>
            <translation>作废</translation>
        </message>
        <message>
            <source>Return</source>
            <translation>退回</translation>
        </message>
        <message>
            <source>Recall</source>
            <translation>召回</translation>
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
        <message>
            <source>Reporter</source>
            <translation>反映人</translation>
        </message>
    </context>
    <context>
        <name>ruling</name>
        <message>
            <source>granted</source>
            <translation>已同意</translation>
        </message>
        <message>
            <source>denied</source>
            <translation>未同意</translation>
        </message>
        <message>
            <source>withdrawn</source>
            <translation>已撤回</translation>
        </message>
        <message>
            <source>lapsed</source>
            <translation>已失效</translation>
        </message>
        <message>
            <source>upheld: somebody else gets it</source>
            <translation>退回成立，另行派遣</translation>
        </message>
        <message>
            <source>rejected: it stays here</source>
            <translation>退回不成立，继续办理</translation>
        </message>
        <message>
            <source>several work together</source>
            <translation>联合办理</translation>
        </message>
    </context>
    <context>
        <name>ruling choice</name>
        <message>
            <source>Uphold</source>
            <translation>成立</translation>
        </message>
        <message>
            <source>Reject</source>
            <translation>不成立</translation>
        </message>
        <message>
            <source>Joint work</source>
            <translation>联合办理</translation>
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
        <name>satisfied</name>
        <message>
            <source>satisfied</source>
            <translation>满意</translation>
        </message>
        <message>
            <source>not satisfied</source>
            <translation>不满意</translation>
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
        <name>stage</name>
        <message>
            <source>Intake</source>
            <translation>受理</translation>
        </message>
        <message>
            <source>To dispatch</source>
            <translation>待派遣</translation>
        </message>
        <message>
            <source>To sign</source>
            <translation>待签收</translation>
        </message>
        <message>
            <source>In progress</source>
            <translation>处置中</translation>
        </message>
        <message>
            <source>To rule on</source>
            <translation>待裁定审批</translation>
        </message>
        <message>
            <source>Hung</source>
            <translation>挂账</translation>
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
            <source>Ended</source>
            <translation>已办结</translation>
        </message>
    </context>
    <context>
        <name>state</name>
        <message>
            <source>Reported</source>
            <translation>待受理</translation>
        </message>
        <message>
            <source>Verifying</source>
            <translation>核实中</translation>
        </message>
        <message>
            <source>To dispatch</source>
            <translation>待派遣</translation>
        </message>
        <message>
            <source>To sign</source>
            <translation>待签收</translation>
        </message>
        <message>
            <source>In progress</source>
            <translation>处置中</translation>
        </message>
        <message>
            <source>To rule on</source>
            <translation>待裁定</translation>
        </message>
        <message>
            <source>Hung</source>
            <translation>挂账</translation>
        </message>
        <message>
            <source>To check</source>
            <translation>待核查</translation>
        </message>
        <message>
            <source>To call back</source>
            <translation>待回访</translation>
        </message>
        <message>
            <source>Merged</source>
            <translation>已并案</translation>
        </message>
        <message>
            <source>Void</source>
            <translation>作废</translation>
        </message>
        <message>
            <source>Closed</source>
            <translation>已结案</translation>
        </message>
        <message>
            <source>Needs info</source>
            <translation>待补充</translation>
        </message>
        <message>
            <source>Rated</source>
            <translation>已评价</translation>
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
            <source>Raise</source>
            <translation>报警</translation>
        </message>
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
            <source>Split off</source>
            <translation>拆分</translation>
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
            <source>Solved on the spot</source>
            <translation>自处置</translation>
        </message>
        <message>
            <source>Ask for more</source>
            <translation>要求补充</translation>
        </message>
        <message>
            <source>Supplement</source>
            <translation>补充</translation>
        </message>
        <message>
            <source>Have verified</source>
            <translation>交核实</translation>
        </message>
        <message>
            <source>Confirmed</source>
            <translation>属实</translation>
        </message>
        <message>
            <source>Not so</source>
            <translation>不属实</translation>
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
            <source>Rule</source>
            <translation>裁定</translation>
        </message>
        <message>
            <source>Resume</source>
            <translation>解除挂账</translation>
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
            <source>Rate</source>
            <translation>评价</translation>
        </message>
        <message>
            <source>Sample</source>
            <translation>抽查</translation>
        </message>
        <message>
            <source>Reopen</source>
            <translation>重新办理</translation>
        </message>
        <message>
            <source>Let off</source>
            <translation>免去协办</translation>
        </message>
        <message>
            <source>Reclassify</source>
            <translation>调整类别</translation>
        </message>
        <message>
            <source>Return</source>
            <translation>退回</translation>
        </message>
        <message>
            <source>Extend</source>
            <translation>延期</translation>
        </message>
        <message>
            <source>Hang</source>
            <translation>挂账</translation>
        </message>
        <message>
            <source>Ask to close</source>
            <translation>申请办结</translation>
        </message>
        <message>
            <source>Void</source>
            <translation>作废</translation>
        </message>
        <message>
            <source>Grant</source>
            <translation>同意</translation>
        </message>
        <message>
            <source>Deny</source>
            <translation>不同意</translation>
        </message>
        <message>
            <source>Withdraw</source>
            <translation>撤回</translation>
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
            <source>Merge</source>
            <translation>并案</translation>
        </message>
        <message>
            <source>Take out</source>
            <translation>撤销并案</translation>
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
            <source>Wake all</source>
            <translation>一键唤醒</translation>
        </message>
        <message>
            <source>Take note</source>
            <translation>知悉</translation>
        </message>
        <message>
            <source>Note</source>
            <translation>备注</translation>
        </message>
        <message>
            <source>Receive</source>
            <translation>接收</translation>
        </message>
        <message>
            <source>Refuse custody</source>
            <translation>拒收</translation>
        </message>
        <message>
            <source>Escalate</source>
            <translation>升级</translation>
        </message>
        <message>
            <source>Take in</source>
            <translation>并来</translation>
        </message>
        <message>
            <source>Let out</source>
            <translation>移出</translation>
        </message>
        <message>
            <source>Answer</source>
            <translation>办复</translation>
        </message>
        <message>
            <source>Recall</source>
            <translation>召回</translation>
        </message>
        <message>
            <source>Keep it</source>
            <translation>不予退回</translation>
        </message>
        <message>
            <source>Take a recall</source>
            <translation>收到召回</translation>
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
            <source>Makes a second ticket; its total clock starts where this one's did.</source>
            <translation>另立一单，总时钟从本单起点算起。</translation>
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
            <source>The accept clock pauses until the answer, for a day at most.</source>
            <translation>受理时钟暂停到补充为止，最多一天。</translation>
        </message>
        <message>
            <source>The answer is written down; the accept clock goes on.</source>
            <translation>记下补充内容，受理时钟继续。</translation>
        </message>
        <message>
            <source>A grid officer looks at it; the verifying clock starts.</source>
            <translation>网格员到场核实，核实时钟开始。</translation>
        </message>
        <message>
            <source>It is as reported; it goes back to be filed.</source>
            <translation>情况属实，回到受理待立案。</translation>
        </message>
        <message>
            <source>It is not as reported; it goes back to be declined.</source>
            <translation>情况不属实，回到受理待不予立案。</translation>
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
            <source>Upheld: it is dispatched anew and not counted. Rejected: it stays, the clock never stopped.</source>
            <translation>成立：重新派遣，不计入该部门；不成立：继续办理，时钟从未停。</translation>
        </message>
        <message>
            <source>The work goes on and its clocks run again.</source>
            <translation>继续办理，各时钟接着走。</translation>
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
            <source>The reporter rates the department; the ticket is done for good.</source>
            <translation>由反映人评价部门，此单到此为止。</translation>
        </message>
        <message>
            <source>A look at what was solved on the spot; “redo” opens it again.</source>
            <translation>抽查自处置的工单；“返工”则重新办理。</translation>
        </message>
        <message>
            <source>It is dispatched anew, with a new total clock.</source>
            <translation>重新派遣，另起总时钟。</translation>
        </message>
        <message>
            <source>This department owes no assistance any more.</source>
            <translation>该部门不再承担协办。</translation>
        </message>
        <message>
            <source>Time limits are swapped; starts and pauses stay.</source>
            <translation>换用新时限，起点和暂停不变。</translation>
        </message>
        <message>
            <source>A leader rules on it. The handling clock runs on until then.</source>
            <translation>由领导裁定，此前处置时钟照走。</translation>
        </message>
        <message>
            <source>A leader rules on it. Limit now: {limit}; both deadlines are kept.</source>
            <translation>由领导审批。现时限 {limit}；新旧期限都保留。</translation>
        </message>
        <message>
            <source>The center leader rules on it; then all clocks pause until the review.</source>
            <translation>由中心领导审批，同意后各时钟暂停至复查日。</translation>
        </message>
        <message>
            <source>A leader rules on it; if granted, a checker looks at it.</source>
            <translation>由领导审批，同意后转核查。</translation>
        </message>
        <message>
            <source>A second leader must grant it; then the ticket ends for good.</source>
            <translation>须第二位领导同意，此单随即作废。</translation>
        </message>
        <message>
            <source>Says yes; what was asked for happens at once.</source>
            <translation>同意后所申请事项立即生效。</translation>
        </message>
        <message>
            <source>Says no; the ticket goes on as it is.</source>
            <translation>不同意，工单照常办理。</translation>
        </message>
        <message>
            <source>Takes your own request back.</source>
            <translation>撤回你自己的申请。</translation>
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
            <source>Ends here and goes on there: the earliest total clock, the strictest urgency. Can be undone.</source>
            <translation>此单到此，并入那一单：总时钟取最早，紧急程度取最高。可撤销。</translation>
        </message>
        <message>
            <source>Goes on by itself again, as if it had never been merged.</source>
            <translation>恢复单独办理，如同未曾并案。</translation>
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
            <source>Summons all at once: {summons}. Receipts are timed.</source>
            <translation>同时唤醒：{summons}。回执计时。</translation>
        </message>
        <message>
            <source>Says that you know of it; the time is kept.</source>
            <translation>表示你已知悉，时间留存。</translation>
        </message>
        <message>
            <source>Adds a line to the log.</source>
            <translation>在经过中加一行。</translation>
        </message>
        <message>
            <source>The handling deadline of {department} moves on by {asked}.</source>
            <translation>{department}的处置期限延长 {asked}。</translation>
        </message>
        <message>
            <source>All clocks pause; it is looked at again on {asked}.</source>
            <translation>各时钟暂停，{asked} 复查。</translation>
        </message>
        <message>
            <source>No department owes anything any more; a checker looks at it.</source>
            <translation>各部门不再承办，转核查。</translation>
        </message>
        <message>
            <source>Ends the ticket for good: you are the second person.</source>
            <translation>此单作废：你是第二人。</translation>
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
            <source>in {time}</source>
            <translation>{time} 后</translation>
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
        <message>
            <source>Asks the center that holds it to hand it back; it may decline.</source>
            <translation>请保管该案卷的中心退回；对方可以拒绝。</translation>
        </message>
        <message>
            <source>The ticket stays here; whoever asked sees the reason.</source>
            <translation>案卷留在本中心，请求方可以看到理由。</translation>
        </message>
    </context>
</TS>
