#include "routing/language_data.h"

#include <algorithm>
#include <vector>

#include "routing/text.h"

// Facts of the IANA language subtag registry of 2025-08-25 (BCP 47) and of ISO 639. Words are
// separated by blanks and sorted; "a=b" stands for "a is written b".

namespace usher::routing {
namespace {

// Extended language subtags with the prefix `sgn`: what RFC 8373 calls a sign language.
constexpr std::string_view kSignLanguages =
    "ads aed aen afg ajs ase asf asp asq asw bfi bfk bog bqn bqy bvl bzs cds csc csd cse csf "
    "csg csl csn csq csr csx doq dse dsl dsz dyl ecs ehs esl esn eso eth fcs fse fsl fss gds "
    "gse gsg gsm gss gus hab haf hds hks hos hps hsh hsl icl iks ils inl ins ise isg isr jcs "
    "jhs jks jls jos jsl jus kgi kvk lbs lgs lls lsb lsc lsg lsl lsn lso lsp lst lsv lsw lsy "
    "lws mdl mfs mre msd msr mzc mzg mzy nbs ncs nsi nsl nsp nsr nzs okl pgz pks prl prz psc "
    "psd psg psl pso psp psr pys rib rms rnb rsi rsl rsm rsn sdl sfb sfs sgg sgx slf sls sqk "
    "sqs sqx ssp ssr svk swl syy szs tse tsm tsq tss tsy tza ugn ugy ukl uks vgt vsi vsl vsv "
    "wbs xki xml xms yds ygs yhs ysl ysm zhk zib zsl";

// Every other extended language subtag with its prefix; each is also a language of its own.
constexpr std::string_view kExtendedLanguages =
    "ar-aao ar-abh ar-abv ar-acm ar-acq ar-acw ar-acx ar-acy ar-adf ar-aeb ar-aec ar-afb "
    "ar-ajp ar-apc ar-apd ar-arb ar-arq ar-ars ar-ary ar-arz ar-auz ar-avl ar-ayh ar-ayl "
    "ar-ayn ar-ayp ar-bbz ar-pga ar-shu ar-ssh kok-gom kok-knn lv-ltg lv-lvs ms-bjn ms-btj "
    "ms-bve ms-bvu ms-coa ms-dup ms-hji ms-jak ms-jax ms-kvb ms-kvr ms-kxd ms-lce ms-lcf "
    "ms-liw ms-max ms-meo ms-mfa ms-mfb ms-min ms-mqg ms-msi ms-mui ms-orn ms-ors ms-pel "
    "ms-pse ms-tmw ms-urk ms-vkk ms-vkt ms-xmm ms-zlm ms-zmi ms-zsm sw-swc sw-swh uz-uzn "
    "uz-uzs zh-cdo zh-cjy zh-cmn zh-cnp zh-cpx zh-csp zh-czh zh-czo zh-gan zh-hak zh-hnm "
    "zh-hsn zh-luh zh-lzh zh-mnp zh-nan zh-sjc zh-wuu zh-yue";

// ISO 639-2 and -3 codes of languages that have a two-letter code, which is then the one to use.
constexpr std::string_view kShortCodes =
    "aar=aa abk=ab afr=af aka=ak alb=sq amh=am ara=ar arg=an arm=hy asm=as ava=av ave=ae "
    "aym=ay aze=az bak=ba bam=bm baq=eu bel=be ben=bn bis=bi bod=bo bos=bs bre=br bul=bg "
    "bur=my cat=ca ces=cs cha=ch che=ce chi=zh chu=cu chv=cv cor=kw cos=co cre=cr cym=cy "
    "cze=cs dan=da deu=de div=dv dut=nl dzo=dz ell=el eng=en epo=eo est=et eus=eu ewe=ee "
    "fao=fo fas=fa fij=fj fin=fi fra=fr fre=fr fry=fy ful=ff geo=ka ger=de gla=gd gle=ga "
    "glg=gl glv=gv gre=el grn=gn guj=gu hat=ht hau=ha hbs=sh heb=he her=hz hin=hi hmo=ho "
    "hrv=hr hun=hu hye=hy ibo=ig ice=is ido=io iii=ii iku=iu ile=ie ina=ia ind=id ipk=ik "
    "isl=is ita=it jav=jv jpn=ja kal=kl kan=kn kas=ks kat=ka kau=kr kaz=kk khm=km kik=ki "
    "kin=rw kir=ky kom=kv kon=kg kor=ko kua=kj kur=ku lao=lo lat=la lav=lv lim=li lin=ln "
    "lit=lt ltz=lb lub=lu lug=lg mac=mk mah=mh mal=ml mao=mi mar=mr may=ms mkd=mk mlg=mg "
    "mlt=mt mon=mn mri=mi msa=ms mya=my nau=na nav=nv nbl=nr nde=nd ndo=ng nep=ne nld=nl "
    "nno=nn nob=nb nor=no nya=ny oci=oc oji=oj ori=or orm=om oss=os pan=pa per=fa pli=pi "
    "pol=pl por=pt pus=ps que=qu roh=rm ron=ro rum=ro run=rn rus=ru sag=sg san=sa sin=si "
    "slk=sk slo=sk slv=sl sme=se smo=sm sna=sn snd=sd som=so sot=st spa=es sqi=sq srd=sc "
    "srp=sr ssw=ss sun=su swa=sw swe=sv tah=ty tam=ta tat=tt tel=te tgk=tg tgl=tl tha=th "
    "tib=bo tir=ti ton=to tsn=tn tso=ts tuk=tk tur=tr twi=tw uig=ug ukr=uk urd=ur uzb=uz "
    "ven=ve vie=vi vol=vo wel=cy wln=wa wol=wo xho=xh yid=yi yor=yo zha=za zho=zh zul=zu";

// Withdrawn language subtags and the registry's preferred value.
constexpr std::string_view kReplaced =
    "aam=aas adp=dz ajp=apc ajt=aeb asd=snz aue=ktz ayx=nun bgm=bcg bh=bih bic=bir bjd=drl "
    "blg=iba ccq=rki cjr=mom cka=cmr cmk=xch coy=pij cqu=quh dek=sqm dit=dif drh=khk drr=kzk "
    "drw=prs gav=dev gfx=vaj ggn=gvr gli=kzk gti=nyc guv=duz hrr=jal ibi=opa ilw=gal in=id "
    "iw=he jeg=oyb ji=yi jw=jv kgc=tdf kgh=kml kgm=plu koj=kwv krm=bmf ktr=dtp kvs=gdj "
    "kwq=yam kxe=tvd kxl=kru kzj=dtp kzt=dtp lak=ksp lii=raq llo=ngt lmm=rmx meg=cir mo=ro "
    "mst=mry mwj=vaj myd=aog myt=mry nad=xny ncp=kdz nns=nbr nnx=ngv nom=cbr nte=eko nts=pij "
    "nxu=bpp oun=vaj pat=kxr pcr=adx pmc=huw pmk=crr pmu=phr ppa=bfy ppr=lcq prp=gu pry=prt "
    "puz=pub sca=hle skk=oyb smd=kmb snb=iba szd=umi tdu=dtp thc=tpo thw=ola thx=oyb tie=ras "
    "tkk=twm tlw=weo tmk=tdg tmp=tyj tne=kak tnf=prs tpw=tpn tsf=taj uok=ema xba=cax xia=acn "
    "xkh=waw xrq=dmw xss=zko ybd=rki yma=lrr ymt=mtm yol=enm yos=zom yuu=yug zir=scv zkb=kjh";

// Grandfathered and redundant tags with a preferred value; the redundant `sgn-` ones end in a
// region.
constexpr std::string_view kWholeTags =
    "art-lojban=jbo en-gb-oed=en-GB-oxendict i-ami=ami i-bnn=bnn i-hak=hak i-klingon=tlh "
    "i-lux=lb i-navajo=nv i-pwn=pwn i-tao=tao i-tay=tay i-tsu=tsu no-bok=nb no-nyn=nn "
    "sgn-be-fr=sfb sgn-be-nl=vgt sgn-br=bzs sgn-ch-de=sgg sgn-co=csn sgn-de=gsg sgn-dk=dsl "
    "sgn-es=ssp sgn-fr=fsl sgn-gb=bfi sgn-gr=gss sgn-ie=isg sgn-it=ise sgn-jp=jsl sgn-mx=mfs "
    "sgn-ni=ncs sgn-nl=dse sgn-no=nsl sgn-pt=psr sgn-se=swl sgn-us=ase sgn-za=sfs "
    "zh-guoyu=cmn zh-hakka=hak zh-min-nan=nan zh-xiang=hsn";

// Withdrawn regions and the preferred value.
constexpr std::string_view kRegions = "BU=MM DD=DE FX=FR TP=TL YD=YE ZR=CD";

// The script in which nearly everything in the language is written (Suppress-Script).
constexpr std::string_view kUsualScripts =
    "ab=Cyrl af=Latn am=Ethi ar=Arab as=Beng ay=Latn be=Cyrl bg=Cyrl bn=Beng bs=Latn ca=Latn "
    "ch=Latn cs=Latn cy=Latn da=Latn de=Latn dsb=Latn dv=Thaa dz=Tibt el=Grek en=Latn eo=Latn "
    "es=Latn et=Latn eu=Latn fa=Arab fi=Latn fj=Latn fo=Latn fr=Latn frr=Latn frs=Latn "
    "fy=Latn ga=Latn gl=Latn gn=Latn gsw=Latn gu=Gujr gv=Latn he=Hebr hi=Deva hr=Latn "
    "hsb=Latn ht=Latn hu=Latn hy=Armn id=Latn in=Latn is=Latn it=Latn iw=Hebr ja=Jpan ka=Geor "
    "kk=Cyrl kl=Latn km=Khmr kn=Knda ko=Kore kok=Deva la=Latn lb=Latn ln=Latn lo=Laoo lt=Latn "
    "lv=Latn mai=Deva men=Latn mg=Latn mh=Latn mk=Cyrl ml=Mlym mo=Latn mr=Deva ms=Latn "
    "mt=Latn my=Mymr na=Latn nb=Latn nd=Latn nds=Latn ne=Deva niu=Latn nl=Latn nn=Latn "
    "no=Latn nqo=Nkoo nr=Latn nso=Latn ny=Latn om=Latn or=Orya pa=Guru pl=Latn ps=Arab "
    "pt=Latn qu=Latn rm=Latn rn=Latn ro=Latn ru=Cyrl rw=Latn sg=Latn si=Sinh sk=Latn sl=Latn "
    "sm=Latn so=Latn sq=Latn ss=Latn st=Latn sv=Latn sw=Latn ta=Taml te=Telu tem=Latn th=Thai "
    "ti=Ethi tkl=Latn tl=Latn tmh=Latn tn=Latn to=Latn tpi=Latn tr=Latn ts=Latn tvl=Latn "
    "uk=Cyrl ur=Arab ve=Latn vi=Latn xh=Latn yi=Hebr zbl=Blis zu=Latn";

constexpr std::string_view kGrandfatheredForGood =
    "cel-gaulish i-default i-enochian i-mingo zh-min";

// Country codes that are no language code, and that are seen where the language was meant.
constexpr std::string_view kCountryCodes =
    "al=sq at=de by=be cn=zh cz=cs dk=da eg=ar gb=en gr=el il=he iq=ar ir=fa jp=ja kh=km kp=ko "
    "ls=st mm=my mx=es ph=tl pk=ur sp=es sy=ar tj=tg ua=uk us=en vn=vi";

using Words = std::vector<std::string_view>;

Words sorted_words(std::string_view text) {
  Words words = split(text, ' ');
  std::sort(words.begin(), words.end());
  return words;
}

bool contains(const Words& words, std::string_view word) {
  return std::binary_search(words.begin(), words.end(), word);
}

// The b of "a=b".
std::string_view value_of(const Words& words, std::string_view a) {
  const auto at = std::lower_bound(words.begin(), words.end(), a,
                                   [](std::string_view word, std::string_view wanted) {
                                     return word.substr(0, word.find('=')) < wanted;
                                   });
  if (at == words.end() || at->substr(0, at->find('=')) != a) return {};
  return at->substr(a.size() + 1);
}

// Sorted by the whole "a=b", which is not the order of a alone where one a begins another.
Words sorted_pairs(std::string_view text) {
  Words words = sorted_words(text);
  std::sort(words.begin(), words.end(), [](std::string_view x, std::string_view y) {
    return x.substr(0, x.find('=')) < y.substr(0, y.find('='));
  });
  return words;
}

}  // namespace

bool is_registered_sign_language(std::string_view language) {
  static const Words words = sorted_words(kSignLanguages);
  return contains(words, language);
}

bool is_extended_language_of(std::string_view prefix, std::string_view subtag) {
  static const Words words = sorted_words(kExtendedLanguages);
  if (prefix == "sgn") return is_registered_sign_language(subtag);
  return contains(words, str_cat(prefix, "-", subtag));
}

bool is_two_letter_language(std::string_view language) {
  static const Words words = [] {
    Words codes;
    for (const std::string_view pair : sorted_words(kShortCodes)) codes.push_back(pair.substr(4));
    std::sort(codes.begin(), codes.end());
    return codes;
  }();
  return contains(words, language);
}

std::string_view preferred_language(std::string_view language) {
  static const Words short_codes = sorted_pairs(kShortCodes);
  static const Words replaced = sorted_pairs(kReplaced);
  const std::string_view short_code = value_of(short_codes, language);
  return short_code.empty() ? value_of(replaced, language) : short_code;
}

std::string_view preferred_tag(std::string_view lower_case_tag) {
  static const Words words = sorted_pairs(kWholeTags);
  return value_of(words, lower_case_tag);
}

bool is_grandfathered_for_good(std::string_view lower_case_tag) {
  static const Words words = sorted_words(kGrandfatheredForGood);
  return contains(words, lower_case_tag);
}

std::string_view preferred_region(std::string_view region) {
  static const Words words = sorted_pairs(kRegions);
  return value_of(words, region);
}

std::string_view usual_script(std::string_view language) {
  static const Words words = sorted_pairs(kUsualScripts);
  return value_of(words, language);
}

std::string_view language_of_country_code(std::string_view code) {
  static const Words words = sorted_pairs(kCountryCodes);
  return value_of(words, code);
}

}  // namespace usher::routing
