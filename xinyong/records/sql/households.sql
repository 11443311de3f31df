-- 个体工商户 whose name is a person's (docs/decisions/0012). Their names are told to nobody who does not know them.

-- What is left of a folded name (rules/names.py) when brackets, the word 个体工商户 and places before it are taken away.
CREATE OR REPLACE FUNCTION xinyong_household_core(folded text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT regexp_replace(
    regexp_replace(replace(regexp_replace(folded, '\s+|\([^()]*\)', '', 'g'), '个体工商户', ''), '[()]', '', 'g'),
    '^(?:(?:河南|郑州|新郑|虚构)[省市县]?|[^·]{2,4}?(?:省|自治区|自治州|地区|[市县区镇乡]|街道办事处|街道|办事处))+(?=.{2})', '')
$$;

-- Fails closed: two to four characters that no trade ends are taken for a person's name, and so is a name with a middle
-- dot, as minority names have. 轩, 阁, 堂, 庄, 行, 坊, 楼, 城, 园 end names of people too, so they prove no trade.
CREATE OR REPLACE FUNCTION xinyong_named_as_person(kind text, name text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(kind = '个体工商户' AND EXISTS (
    -- with the places and without: what looks like a place may be the family name (区, 乡), and the other way round
    SELECT FROM unnest(ARRAY[
      xinyong_household_core(name),
      replace(regexp_replace(name, '\s+|\([^()]*\)', '', 'g'), '个体工商户', '')]) AS core
    WHERE (core ~ '^[^\x01-\x7f。，、；：？！…—0-9]{2,4}$' OR core ~ '^[^\x01-\x7f]+·[^\x01-\x7f]+$')
      AND core !~ '(店|铺|馆|厅|厂|部|站|吧|屋|摊|室|所|处|户|中心|超市|商行|车行|花行|粮行|商场|市场|商城|酒楼|茶楼|酒家|公司|集团|合作社|工作社|供销社|农庄|山庄|作坊|酒坊|油坊|磨坊|染坊|药房|药堂|学堂|食堂|农场|牧场|猪场|鸡场|养殖|种植|农家乐|便利|烟酒|餐饮|小吃|烧烤|火锅|烩面|早餐|美发|理发|美容|维修|修理|汽修|五金|建材|百货|日杂|服装|鞋业|水果|蔬菜|粮油|商贸|贸易|经营|服务|加工|运输|货运|物流|配送|装饰|装修|广告|科技|电子|通讯|家电|家具|家政|洗车|宾馆|旅社|网络|文具|图文|打印)$'
  ), false)
$$;
