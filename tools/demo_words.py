"""Words from which tools/make_demo.py makes sample bodies and sample catalog items. None names a real body."""

from __future__ import annotations

from typing import NamedTuple

BRANDS = (
    "康乐", "福瑞", "祥和", "安泰", "夕阳红", "阳光里", "爱邻", "仁济", "博爱", "华鑫", "德信", "诚达", "益民", "惠众",
    "同心桥", "启明", "晨曦", "蓝天", "绿洲", "和美", "春晖", "乐龄", "向日葵", "新芽", "邻里", "汇智", "远航", "致远",
    "青松", "百合", "知行", "明德", "厚朴", "众合", "金桥", "长青", "恒信", "正源", "天晴", "合力",
)  # fmt: skip

VILLAGES = ("东河", "西岭", "南湖", "北坪", "上泉", "下湾", "柳林", "石桥", "杏花", "桃林", "新立", "前进")


class Department(NamedTuple):
    """A kind of department: its key, and its short name with what ends it at province and below."""

    key: str
    name: str
    province_end: str = "厅"
    local_end: str = "局"


FINANCE = Department("finance", "财政")
CIVIL_AFFAIRS = Department("civil_affairs", "民政")
DEPARTMENTS = (
    CIVIL_AFFAIRS,
    Department("education", "教育"),
    Department("human_resources", "人力资源和社会保障"),
    Department("health", "卫生健康", "委员会", "委员会"),
    Department("culture_tourism", "文化和旅游"),
    Department("justice", "司法"),
    Department("agriculture", "农业农村"),
    Department("emergency", "应急管理"),
    Department("transport", "交通运输"),
    Department("ecology", "生态环境"),
)


class Nature(NamedTuple):
    """What a sample body is: the ends of its name, how its code begins, and the kinds that it may be registered as.

    ``kinds`` is a pattern on the names of a province's kinds; where none fits, the province gets no such body.
    Names are a region's name, one of ``middles`` and one of ``ends``; without ends they are departments.
    ``share`` is how often the nature is drawn. ``graded`` bodies may carry an evaluation grade, ``rural`` ones
    stand in counties only. ``roster`` is who below the province keeps the list of such bodies.
    """

    ends: tuple[str, ...]
    prefix: str
    kinds: str
    share: int
    roster: str = ""
    graded: bool = False
    middles: tuple[str, ...] = ("",)
    rural: bool = False


PURCHASER_NATURES = (
    Nature((), "11", "政府部门|行政机关|国家机关|主管部门", 16),
    Nature(("社会保险事业中心", "医疗保障服务中心", "公共资源交易中心"), "12", "行政.*职能的事业单位", 3),
    Nature(("妇女联合会", "残疾人联合会", "总工会", "科学技术协会"), "13", "行政编制.*群团组织", 3),
    Nature(("委社会工作部", "委统一战线工作部"), "11", "党的机关", 1),
)

_CARE = ("养老服务中心", "居家养老服务中心", "托育服务中心", "心理健康服务中心", "康复服务中心")
_SOCIAL = ("社会工作服务中心", "职业培训学校")
_LOGISTICS = ("物业服务有限公司", "家政服务有限公司", "会展服务有限公司", "档案服务有限公司", "人力资源服务有限公司")
_TECHNICAL = ("信息技术有限公司", "环境检测有限公司", "检验检测有限公司", "工程咨询有限公司", "会计师事务所有限公司")
_ASSOCIATIONS = ("养老服务行业协会", "物业管理行业协会", "家政服务行业协会")
_INSTITUTIONS = ("社会福利院", "文化馆", "体育中心", "疾病防治技术服务中心")

PROVIDER_NATURES = (
    Nature(_CARE + _SOCIAL, "52", "(?<!社区)社会组织", 30, "民政局", graded=True, middles=BRANDS),
    Nature(("志愿服务协会", "互助养老协会"), "51", "社区社会组织|社会组织", 8, "民政局", graded=True, middles=BRANDS),
    Nature(
        _ASSOCIATIONS,
        "51",
        "行业协会商会|(?<!社区)社会组织",
        6,
        "民政局",
        graded=True,
        middles=("乡村", "邻里", "青年"),
    ),
    Nature(("公益基金会", "慈善基金会"), "53", "(?<!社区)社会组织", 2, "民政局", graded=True, middles=BRANDS),
    Nature(_LOGISTICS + _TECHNICAL, "91", "企业(?!单位)|^社会力量", 30, middles=BRANDS),
    # Numbers that no such house has, so that none of them is a real one.
    Nature(
        _INSTITUTIONS,
        "12",
        "公益二类事业单位|条件的事业单位",
        6,
        "机构编制委员会办公室",
        middles=("第十七", "第十八", "第十九"),
    ),
    Nature(("村民委员会",), "54", "基层群众性自治组织", 3, middles=VILLAGES, rural=True),
    Nature(("社区居民委员会",), "55", "基层群众性自治组织", 3, middles=VILLAGES, rural=True),
    Nature(("村股份经济合作社",), "N2", "农村集体经济组织", 2, middles=VILLAGES, rural=True),
)

DEPARTMENT_CLASSES = ("社会保障服务", "社会治理服务", "法律服务", "课题研究和社会调查服务", "会计审计服务")
"""Second-level classes of the reference that the sample catalog of the civil affairs department takes over."""

OWN_THIRD_LEVEL = {
    "社会保障服务": ("老年助餐服务", "困境儿童关爱服务", "退役军人关爱服务"),
    "社会治理服务": ("社区矫正辅助服务", "网格信息采集辅助服务", "社区议事协商支持服务"),
    "文化公共服务": ("非物质文化遗产传承推广服务", "公共图书馆夜间开放服务"),
    "生态保护和环境治理服务": ("湿地保护宣传服务", "河湖巡护辅助服务", "城市公园生态科普服务"),
    "就业公共服务": ("高校毕业生就业见习服务", "零工市场运营服务"),
}
"""Items of a third level that a city adds, by the class under which they stand."""

OWN_FOURTH_LEVEL = {
    "基本养老服务": ("居家养老上门服务", "社区日间照料服务", "特殊困难老年人探访服务", "居家适老化需求评估服务"),
    "残疾人服务": ("残疾人托养服务", "残疾人辅助性就业服务", "残疾儿童康复服务"),
    "社区治理服务": ("社区服务站运营服务", "社区社会组织培育服务", "老旧小区议事协调服务"),
    "职业技能培训服务": ("新型职业农民培训服务", "养老护理员培训服务", "家政服务员培训服务"),
    "群众文化活动服务": ("公益演出服务", "群众文艺辅导服务", "全民阅读推广服务"),
    "法律援助服务": ("村居法律顾问服务", "未成年人法律援助服务"),
}
"""Items of a fourth level, by the item that they refine."""

GRADES = ("none", "none", "1A", "2A", "3A", "4A", "5A")
