// @ts-check
// Words for passphrases, in Dutch: common, short, inoffensive, without accents, and told on the phone without spelling them. Our own
// selection, spelled as the official list does.

export default `
aanbod aandacht aanleg aanpak aantal aap aardbei aarde aardig abrikoos academie accent accu acht achter achttien acteur
actie actrice adem admiraal adoptie adres advent advies adviseur afdak afdeling afgrond afspraak afstand afwas agenda
airbag akker akkoord akte alarm algebra alinea allemaal alles altijd amandel ambacht ambitie analyse ananas anders
andijvie anijs anker antenne antiek antwoord apart apparaat appel applaus april aquarium arbeid archief arena arend
argument arm armband aroma artikel asiel aspect asperge aster atelier atlas atleet atoom attentie augurk augustus auteur
auto automaat autoweg avocado avond avontuur azalea azijn baai baan baard baas baby badjas badkamer badpak bagage baken
bakfiets bakker bal balans balie balkon ballet ballon bamboe banaan band bank bankje barak barbecue barst basilica basis
bassin bastion batterij bazaar bazuin beambte bed bedrag bedrijf beek beeld been beer beetje begin begrip behang behulp
beiaard bekend beker bel belang beleid belofte bereik berg bericht berk beroep bes besluit bestand beste bestek bestuur
betaling beter beton betoog beuk beurs beurt bever beweging bewijs bewolkt bezem bezoek bieslook biet bijl bijna biljart
binnen bioloog bioscoop biscuit bivak blaas blad blender blik blikje bliksem bloei bloem bloembol bloempot bloesem blok
blouse blozen bocht bodem boei boek boeket boer bok bol bolero bonbon bonen boog boom boomhut boomstam boon boor boord
boot bord borg borstel bos bosbes bosrand boter botsing bouquet bouwer bouwland boven bowling brasem breed breien
bretels brief bril brink broccoli broche broedsel broek broer bron brons brood broodje brouwer brug bruggen bruid
bruiloft bruin bruis bubbel budget buffel buffet buggy buiging buis buiten buizerd bumper bundel bungalow burcht bureau
burger bus buur buurman buurt cabaret cabine cactus cadeau cake calorie camera camper camping canon caravan carnaval
cassette ceder cello centrum chef chips chocola cichorei cijfer cinema circus cirkel citaat citroen civiel clausule
clematis clown club coach cocon code collega column comfort compact compost computer concert conditie constant contact
contract contrast controle coupe couplet couvert creatie cultuur cursus curve cyclus dag daglicht dahlia dak dakgoot
dakpan dal dam dank dans dapper das datum december decor deeg deel degelijk deken dekking deksel delta dempen den denken
dennen detail deugd deur dialect dialoog diamant dicht dichter dienst diep dier digitaal dijk dikte dille diner ding
dinsdag diploma dirigent discus distel divan dobber docent dochter dodo doek doel doelpunt dok dolfijn domino donder
donker donut dooier doolhof doorgang doorn doos dopheide dorp dorpel dorst dozijn draad draai draak draf dragen dragon
drempel dribbel drie driehoek drinken droog droom drop druif druk drum drumstel druppel dubbel duet duif duik duikboot
duim duimstok duin duizend dun durf durven dutje duur dynamo echo ecologie ecoloog economie edel eend eenhoorn eenvoud
eerbied eerder eerlijk eerst eeuw effect egaal egel eierdop eigen eikel eiland einde eiwit ekster eland elastiek elegant
elektra element elf elfje elk elleboog emmer emotie energie enkel enorm ensemble envelop equator erf ergens erker ernst
ervaring erwt esdoorn espresso etage etalage eten eter ether etui even evenaar examen excuus expert export extra ezel
ezelsoor faam fabel fabriek fagot fakkel familie fanfare farao fase fauna favoriet fazant februari feest feestdag feit
fenomeen ferm festival fiets fietsbel fietser fietspad figurant figuur fijn filiaal film filosoof filter fin finale
fiscus fit fitness fjord flamingo flanel flat fles flora fluit fluweel folder fonds fonkel fontein fopspeen forel
formaat formule fornuis fort fortuin forum fossiel foto fraai fractie fragment framboos frame franje frequent fresco
friet fris front fruit fuchsia fuik functie fusie gaaf gaar galerij galop gambiet gammel gang gans garage garantie garen
garnaal gast gazon gebaar gebabbel gebak gebied gebit geboorte gebouw gebruik gedachte gedicht gedrag geduld geduldig
geel geen geest gegeven geheim geheugen gehoor geit gelaat geld gelei gelijk geloof geluid geluk gelukkig gemak gember
gemeente gems genade genie genoeg genot geologie gerecht gereed gerst gerucht gesprek getal getuige geur geval gevel
gevoel gewaad gewicht gewoon gezang gezicht gezin gezond gids gieter gigant gips giraf gist gister gitaar glad glans
glas glazen gletsjer glijbaan glimlach glimp globe gloed glorie gnoe goal goed golf golfslag gom gondel gong goot
gordijn gorilla gospel gouache goud graad graaf graan gracht grafiek graniet grap grapje gras gratis graveur greep
grendel grens grijns grijs grinnik grip groei groen groente groenten groep groet groeten groeve grofweg grond groot grot
gruis gulden gunst gunstig gym gymzaal haai haak haakwerk haan haar haas haast hagel haiku hak hal halen half halsband
halte halve ham hamer hamster hand handbal handboek handdoek handel handig handvat hanger hangmat hangslot hanteer
haring hark harmonie harnas harp hartig haven haver havik hazelaar hecht heel heelal heen heer heester heide heimwee hek
helder hele helft helling helm hemel hengel herberg herder herfst herinner herkomst herstel hert hertog heup heus heuvel
hier hijs hinde hinkel hitte hobby hockey hoed hoef hoek hoektand hoera hof hok hol hommel hond honderd honger honing
hoofd hoog hooi hooiberg hoop hoorbaar hoorn hopen horizon horloge hotel houding hout huid huis huisarts huisdier
huiswerk hulde hulp hulsel hulst humeur humor huppel hut hyacint hymne ibis ideaal idee idioom idool iglo ijsbaan
ijsbeer ijsje ijskast ijspegel ijsvogel ijver ijzer illusie imker import impuls indeling index indruk infuus ingang
inham inhoud inkoop inkt insect internet inval inwoner inzicht iris ironie isolatie item ivoor jaar jaargang jaarring
jacuzzi jaguar jakhals jaloezie jam januari japon jarig jas jasmijn jazz jeans jeep jetlag jeugd joggen jogger jojo
jolig jong jongen jonker journaal jubel judo juf juist juli jungle juni jurist jurk justitie juweel juwelier kaal kaars
kaart kaas kabel kabinet kabouter kachel kade kader kajak kaketoe kalender kalf kalk kalkoen kalm kalmte kam kameel
kameleon kamer kameraad kamille kamp kampioen kanaal kanarie kaneel kano kans kant kantoor kap kapitein kapper kapstok
kar karaf karakter karamel karate karavaan karper karton kas kassier kast kastanje kasteel kat katapult katoen kauw keel
keer keerpunt kegel kei keizer kelder kelk kennis keper keramiek kermis kern kers kerst ketel keten keuken keuring keuze
kever kiem kier kiezel kijk kijker kikker kilo kin kind kinderen kiosk kip kist klaar klamboe klank klant klap klapper
klarinet klas klaver kleding kleed klein klepel kletsen kleur kleuter klif klim klimaat klimop kliniek klinker klok
klomp klontje kloof kluis klus kluwen knapzak kneden knie knijper knikker knoflook knoop knop knotwilg knuffel knutsel
koe koek koekoek koel koelkast koepel koers koets koffer koffie kok kokos kolen kolibrie kolom kolonel kom komedie
komeet komma kompaan kompas konijn koning konvooi kooi kook kool koor koord kop koper kopje koplamp koraal koren kornuit
korrel kort korting kosmos kost kostbaar kostuum kotter kous kozijn kraag kraal kraam kraan kracht krans krant krat
krater kreeft kreet krekel krent kreuk kriebel krijt kring kristal kroes kroket krokodil krokus kromme kronkel kroon
krop kruik kruimel kruising kruk krul kubus kudde kuif kuiken kuip kunde kunst kurk kussen kust kwakkel kwal kwart
kwartel kwartet kwartier kwast kweepeer kwekerij kwik kwispel laadklep laag laagte laan laars laatst label labyrint lach
ladder lade laden lak lakei laken lam lamp lampion land landgoed lang langzaam lantaarn lap laser last laurier lava
lavendel lawaai lawine ledikant leeg leem leer leerling leeuw legende leguaan leiding lekker lelie leliewit lenen lengte
lente lepel leraar les leuk leunen leven lexicon lezen lezer liaan libelle lichaam licht lid lief liefde lier lift lijf
lijm lijn lijst lijster likken limoen limonade linde lineair liniaal links linnen lint lip list liter lobby locatie loep
logboek logica logo lokaal loket lol long lont lood loods loofboom look loop lopen loper lorrie los lotus lounge lucht
luchtbel lucifer luiaard luifel luik luipaard luister luit lunch lus luster luwte lynx lyriek maaien maal maaltijd maan
maand maart maat machine madelief magazijn magie magneet magnolia mais majoor makelaar maken makreel mammoet manchet
mand manege manen mango manier mantel map marathon marine marionet markies markt marmer marmot masker massage mast mat
matras matroos mauve maximum medaille mee meel meer meerkoet meeuw meisje melden melk melkweg melodie meloen menigte
mening mens menu merel mergel merrie metaal meter meting metro metsel meubel middag middel midden mier mijl mijn miljard
miljoen mimiek min minder mineraal minister minuut mispel missie mist mixer mobiel model modern moeder moeite moeras
moerbei mogelijk mok mokka mol molecuul molen molenaar moment momentum mond monoloog monster montage monument mooi morel
morgen mortel mos mossel mosterd motief motor motto mouwloos muesli mug muilezel muis munt muntthee mus museum musicus
muskaat mutatie muts muur muziek muzikant mysterie mythe naald naam nacht nadeel nagel najaar namiddag narcis narwal nat
natie natuur navel nectar neef neer neerslag negen nek neon nest nestkast netjes netwerk neus nevel niche nicht niets
nieuw nieuws niveau nobel noemen noodzaak noord noorden noot normaal notaris noten notitie novelle november nuance
nuchter nul nummer nut nylon oase ober oceaan ochtend oefening oeroud oester oever offer offerte ogen ogenblik oktober
olie olifant olijf olm oma omelet omgeving omslag omtrek omweg onder onderweg ons ontbijt ontwerp onweer oog ooghoek
oogst ooievaar ooit oom oor oorbel oorzaak oost opa opaal opdracht open opening opera opgave opname opstel optimist
optocht opzet orakel oranje orchidee orde ordner oregano orgel orkaan orkest ornament otter ouder oudoom outfit ovaal
oven over overal overgang overjas overkant overleg ozon paal paar paard paarden paars page pak pakket paleis palet
pallet palm pamflet pan pancake panda paneel panter pap papa papaja papegaai papier paprika papyrus parade parallel
paraplu parasol parcours pardon parel parfum park parket parkiet parterre partij paspoort passage passer passie pasta
pastei pastel patat patroon pauw pauze pedaal peer pegel peinzen pelgrim pelikaan pen pendel penseel pensioen peper
peren periode perron persoon perzik piano piek pier pijnboom pijp pilaar piloot pin pincet pinda pink pion pipet piraat
piramide pistache pit pizza plaat plaats plafond plakband plan planeet plank planken plant plastic plat plateau platform
platina plectrum plein pleister plezier ploeg plons plooi pluim pluizig plukken plunje plus poeder poel poema poes
polder polis pollepel pols pomp pompoen poncho ponton pony poort poot pop populier portaal portier portret positief post
postbode postduif poster pot potlood praat pracht prairie praktijk precies prei premie prent preview priem prijs prima
primeur prins prinses printer prisma procent proces product proef profiel project promotie prooi proza pruim publiek
pudding puin punt pupil puree purper puur puzzel pyjama quiz raadsel raaf raam radar radiator radijs radio raket rally
rand rap rapport rariteit ravijn ravioli reactie realist rebus recept recht rechter rechts rector redder reden reductie
reep reflex refrein regel regen regenjas regie register reiger reis rek reling rem rendier renner rest reus revue rib
ribbel ridder riem riet rijk rijksweg rijles rijm rijp rijst rijtuig riksja rimpel ring risico ritme rits rivier robijn
robot rode roei roeiboot roem roemer roerei roeren rog rok rol rolstoel roltrap roman rond rood room roos rooster
rotonde rots route royaal rozet rozijn rubber rug rugzak ruilen ruim ruimte ruis ruit ruiter ruitjes rups rust rustig
saffier saffraan salade salami salon samen sandaal sardine sauna savanne saxofoon scenario schaal schaap schaar schaats
schaduw schakel schat scheef schelp schenken schep scherm scherp schets schijn schild schilder schip schoen schommel
school schoon schort schotel schouder schrift schrijf schroef schuim schuin schuit schuur seconde sein seinpaal seizoen
selderij selectie seminar senaat sensatie serie seringen servet sfeer sheriff sieraad sierlijk sifon signaal silhouet
simpel sint siroop sjaal sjerp sla slaap slaapzak slag slagroom slak slalom slang slaolie slee slenter sleuf sleutel
slim slinger slok sloot sluier sluis smaak smal smaragd smid smoking snaar snavel sneeuw snel snelheid snipper snoek
snoep snoer snor snorkel sociaal soep sofa sok sokkel solist som soms sonate soort sopraan sorbet souvenir spaak spaan
spaarpot spade spagaat spannend spar specerij specht spectrum speer spel spelen sperwer spiegel spier spijker spin
spinazie spiraal spits splinter sponning spons sponsor spook spoor sport spreeuw sprei spreuk sprint sprong sprookje
spruit staal stad stadion stal stam stamboom stamp stap stapel start starter statief statig station steeg steel steen
steenbok steiger stekker stellage stelten stempel step steppe ster sterk steun steur stevig stift stijfsel stil stilte
stip stipt stoel stoeltje stoep stof stoffer stoom stop storm straal straat straks strand streek streep streven strik
strook stroom stroop strop struik student studie studio stuiver stuk stunt stuur succes suiker suite surf sushi symbool
symfonie systeem taal taalgids taart tablet tafel tafereel tak taken talent talisman tand tandarts tandem tang tango
tante tapijt tapir tarief tarwe tas tastbaar taveerne taxi team techniek teen tegel tegen teken tekening tekst telefoon
tellen tempel tempera tempo tennis tenor tent terras terug test teugel textiel theater thee thema thermos thuis tijd
tijdens tijdperk tijger tijm timmer tin tinnen tip titanium titel toast toekomst toen toendra toerist toernooi toestel
toets toeval toga tol tomaat ton tondeuse toneel tong tonijn toon toonbank toost topaas toppunt toren torso tortel tosti
totaal tournee touw traag tractor traditie training trakteer trap trapeze trapper trechter treffer trein trek trend
triangel tribune triomf trofee troffel trommel trompet troon troost tropen trots trottoir trui tuba tuig tuin tuinier
tuit tulband tulp tunnel turbine turf turkoois twaalf twee tweeling twijg twintig typisch uier uil uiterst uitgang uitje
uitkomst uitleg uitstap uitzicht ukelele unicum unie uniek uniform urgent uur uurwerk vaag vaak vaandel vaart vaas
vaatwerk vacht vader vak vakantie vakman valk vallei vanavond vandaag vanille varen variant vast vaste vat vee veearts
veel veenbes veer veerboot vegen veilig veld velg velours venster ver veranda verder verf vergeet verhaal verkeer
verkoop verlof vermaak vermogen vers versie verslag verstand vertaler vertrek vervoer verzoek vest veter viaduct video
vier viering vierkant vijf vijg vijver villa vin vinger vink vinkje violet violier viool vis visser visum vitamine vlaai
vlag vlak vlakte vlam vlecht vlees vleugel vlieg vlieger vlierbes vlinder vlo vloed vloer vlok vlonder vloot vlot vlucht
vluchtig voeding voedsel voer voertuig voet voetbal voetpad vogel vol volgende volk volkoren volledig volume voor
vooraan voordeel voorjaar voornaam voorraad voorstel vork vorm vorst vorstin vos vouw vraag vracht vrede vreemd vreugde
vriend vriezer vrij vrijdag vrijheid vroeg vrolijk vrouw vrucht vuist vulkaan vulpen vuur vuurwerk waaier waakzaam
waarde waarheid waarom wafel wagen wagon wakker walnoot walrus walvis wandel wang wanneer want warm warmte wasbeer
wasmand water waterval watten wazig web week weelde weer weerhaan weinig wekker welkom welvaart wens wereld werf werk
west weten weven wezel wezen wiel wierook wigwam wijk wijn wijs wijsheid wijzer wikkel wild wilg willen wimpel wind
windhoos winkel winst winter wip wisent wiskunde wissel witlof woelrat woensdag woestijn wol wolf wolk wonder woning
woonboot woord wormen worp worst wortel wroeten yoga yoghurt zaad zaag zaaigoed zaak zaal zacht zadel zak zakdoek
zaklamp zalm zand zandbak zang zanger zebra zebrapad zee zeebries zeef zeehond zeeleeuw zeemeeuw zeep zeepbel zeester
zeewier zegel zegen zeilboot zeker zelden zelf zenden zeppelin zestien zetel zetmeel zeven zicht zien zigzag zilt zilver
zin zingen zink zintuig zitten zoek zoemer zoet zoetstof zolder zomer zon zondag zonder zonlicht zoogdier zool zoon zorg
zout zucht zuid zuidpool zuilen zuivel zuiver zuur zuurkool zwaan zwaar zwager zwaluw zwart zwem zwembad zwengel zwoel
`.trim().split(/\s+/);
