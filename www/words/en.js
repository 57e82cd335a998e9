// @ts-check
// Words for passphrases, in English: common, short, inoffensive, and told on the phone without spelling them. Mostly BIP-39's list
// (MIT, see LICENSE beside this file). What is read here is data: a word may go or come, passphrases that were told stay as they are.

export default `
ability able about above absent access accident account achieve acid acorn acoustic acquire across act action actor
actress actual adapt add address adjust admit adult advance advice aerobic afraid again age agent agree aim airport
alarm album alert all alley allow almond almost alone alpha alpine already also alter always amateur amazing amber among
amount amused analyst anchor ancient animal announce another answer antenna anthem antique any apart apology appear
apple approve apricot april apron aquarium arch archer arctic area arena argue armchair armor army around arrange arrive
arrow art artist artwork aspect aspen asphalt asset assist athlete atlas atom attic attitude attract auction audit
august aunt aurora author auto autumn avenue average avocado avoid awake aware away awesome baby bachelor backpack bacon
badge badger bag bagel bagpipe bakery balance balcony ball ballad balloon ballot bamboo banana banjo banner bar barely
bargain barley barn barrel base basic basil basin basket bassoon bathtub battle bazaar beach beacon beagle bean beauty
beaver because become bedroom beech beef beetle before begin begonia behind believe below bench benefit beret berry best
better between bicycle bike biology bird birth biscuit bison black blade blanket blender bless blizzard blood blossom
blouse blue bluebell blur blush board boat bobsled body boil bonfire bonnet bonus book bookcase bookmark boost border
borrow bottom boulder bouquet bowling box boxer boy bracelet bracket brain bramble brand brass brave bread breeze brick
bridge brief brigade bright bring brisk broccoli brochure broken bronze broom broth brother brown brunch brush bubble
bucket buckle buddy budget buffalo buffet build bulb bulk bumper bundle bungalow bunny burger bus business busy butler
butter button buyer buzz cabaret cabbage cabin cable cactus cage cake call calm camel camera camp campfire can canal
canary cancel candle candy canoe canvas canyon capable capital captain car caramel caravan carbon card cardigan cargo
caribou carnival carousel carpet carrot carry cart cartoon case cash cashew cashmere castle casual cat catalog catch
category catfish cattle cave cedar ceiling celery cello cement census century chair chalk champion change chaos chapter
charcoal charge chariot chase chat cheap check checkers cheese cheetah chef cherry chest chestnut chicken chief child
chime chimney chipmunk chisel chive choice choir choose chowder chrome chuckle cider cinema cinnamon circle citizen
citrus city civil clam clap clarify clarinet claw clay clean clever click client cliff climb clinic clip clock clog
close cloth cloud clover clown club clump coach coast cobalt cobra cobweb cocoa coconut code coffee coil coin collage
collect column combine come comet comfort comic common company compass concert concrete confetti confirm congress
connect consider control convince cook cookie cool copper copy coral core corn correct corridor cottage cotton couch
country couple cousin cover cowboy crack craft crane crater crayon cream credit creek crew cricket crisp critic crocus
crop cross crowd cruise crumb crystal cube cucumber culture cup cupboard cupcake curious currant current curry curtain
curve cushion custom cutlery cycle cymbal cypress daffodil dahlia daisy damp dance daring darling dash daughter dawn day
daylight december decide decorate delay deliver delta demise denim dentist describe design desk dessert detail detect
develop device diagram dial diamond diary diesel digital dilemma dinner dinosaur diploma discover dish display distance
divan divert divide dockyard doctor document dog dogwood doll dolphin domain donate donkey donor door doorbell dormouse
dose double doughnut dove draft dragon drama draw drawer dream dress drift drill drink drip drive drizzle drop drum
drummer dry duck duckling dugout dumpling dune during dust duty eager eagle early earn earth easel easily east easy echo
eclipse ecology economy edge edit editor educate effort egg eggplant elbow elder electric elegant element elephant
elevator elite elm else embrace emerald emerge emotion empower empty enable end endless endorse energy engage engine
engineer enhance enjoy enlist enrich ensure enter entire entry envelope episode equal equip era eraser error escape
espresso essay essence estate estuary eternal evidence evolve exact example excess exchange excite exclude excuse
exercise exhibit exist exit exotic expand expect expire explain expose express extend extra eye eyebrow fabric face
faculty fade faint fairy faith falcon fall false fame family famous fan fancy fantasy farm fashion father feather
feature february federal fee feed feel fence fennel fern ferry festival fetch few fiber fiction field fig figure file
film filter final find fine finger finish fire firefly firm first fish fit fitness fix flag flame flamingo flannel flash
flask flat flax flight flip float floor fluid flush flute fly foam focus fog foil fold follow fondue food foot force
forest forget fork fortress fortune forum forward fossil foster found fountain fox fragile frame freckle freight
frequent fresco fresh fridge friend frog front frost frozen fruit fuel fun funny future gadget gain galaxy gallery
gallop game gap garage garden gardener garlic garment gas gate gather gaze gazebo gecko general genius gentle genuine
gesture geyser gherkin giant gift giggle ginger gingham giraffe give glacier glad glance glass glide glimpse globe glory
glove glow glue goat gold goldfish gondola good goose gorilla gossip govern gown grab grace grain grandma grandpa
granite grant grape graphite grass gravel gravity green grid grit grocery group grow guard guava guess guest guide guild
guitar gull gumdrop habit haddock half halibut hammer hammock hamster hand handbag happy hard harmony harp harvest hat
have hawk hazard hazel hazelnut head headband health heart heather heavy hedge hedgehog height helium hello helmet help
helper hero herring hexagon hidden high hill hillside hilltop hint hire history hobby hockey hold holiday hollow holly
home honey hood hope horn hornet horse hospital host hotel hour hover huge human humble hundred hungry hunt hurdle hurry
husband husky hyacinth hybrid iceberg icicle icon idea identify igloo ignore iguana image imitate immense immune impact
impose improve impulse include income increase index indicate indigo indoor industry infant inform inhale inherit
initial inject inkwell inner innocent input inquiry insect inside inspire install intact interest into invest invite
involve iris iron island isolate issue item ivory ivy jackal jacket jackpot jaguar jar jasmine jay jazz jeans jelly
jewel jigsaw job jockey join joke journey joy judge juggler juice jump jungle junior juniper just kangaroo kayak keen
keep kennel kernel ketchup kettle key keyboard kid kind kingdom kiosk kit kitchen kite kitten kiwi knee knock koala lab
label lace ladder lagoon lake lamp landmark language lantern laptop large lark laser lasso later latin laugh laundry
lava lavender law lawn layer lazy leader leaf leaflet learn leave lecture left leg legal legend leisure lemon lend
length lens leopard lesson letter lettuce level liberty library license life lift light like lilac lily lime limit linen
link lion liquid list little live lizard load loan lobby lobster local lock logic lollipop lonely long loop lottery
lotus loud lounge love loyal lucky luggage lullaby lumber lunar lunch lunchbox luxury lynx lyrics macaroni machine
magenta magic magnet magnolia magpie mailbox major make mallet mammal mammoth man manage mandate mandolin mango mansion
manual maple marathon marble march margin marigold marina marine market marmot marriage marsh marzipan mask mass master
match material math matrix matter mattress maximum maze meadow mean measure mechanic medal media medley melody melon
melt member memory mention menu merge merit merry mesh message metal meteor method middle midnight milk million mimic
mimosa mind mineral minimum minnow mint minute miracle mirror miss mistake mix mixed mixture mobile model modify
molecule moment mongoose monitor monkey monster month moon moose moral more morning mosaic mosquito moss motel moth
mother motion motor mountain mouse move movie much muffin mule multiply muscle museum mushroom music must mustard mutual
myself mystery myth name napkin narrow nation nature near neck necklace nectar need needle negative neglect neither
nephew nerve nest net network neutral never news next nice nickel noble noise nomad nominee noodle normal north nose
notable note nothing notice nougat novel now number nurse nut nutmeg oak oasis oatmeal obey object oblige oboe obscure
observe obtain obvious occur ocean october octopus offer office often okay olive olympic omit once onion online only
onyx opal open opera opinion oppose option orange orbit orchard order ordinary oregano orient origami original osprey
ostrich other otter outback outdoor outer outfit output outside oval oven over owl own owner oxygen oyster ozone pact
paddle paddock page painter palace palm pancake panda panel pansy panther papaya paper paprika parade paradise parcel
parent park parka parrot parsley parsnip party pass pastry patch path patient patio patrol pattern pause pave pavilion
payment peach peanut pebble pecan pelican pen penalty pencil peony people pepper perfect perfume permit person pet petal
pewter pheasant phone photo phrase physical piano pickle picnic picture pig pigeon pigment pill pillow pilot pinecone
pink pinwheel pioneer pipe pitch pixel pizza place planet planner plastic plate play plaza please plug plum plume poem
poet point polar police polka polo poncho pond pony poodle pool popcorn poplar poppy popular porch porridge portion
position possible post poster potato potter pottery powder power practice prairie praise predict prefer prepare present
pretty pretzel prevent price pride primary primrose print priority prism private prize problem process produce profit
program project promote proof property prosper protect proud provide public pudding puffin pull pulley pulp pulse pumice
pumpkin pupil puppet puppy purchase purity purple purpose purse push put puzzle pyramid quail quality quantum quarry
quarter quartz question quick quilt quit quiver quiz quote rabbit raccoon race rack radar radio radish raft rail rainbow
raisin rally ramp ranch random range rapid rare rate rather rattle raven raw razor ready reason rebuild recall receive
recipe record recycle reduce reef reflect reform refuse region regret regular reindeer reject relax release relief
relish rely remain remember remind remove render renew rent reopen repair repeat replace report require rescue resemble
resin resist resource response result retire retreat return reunion reveal review reward rhubarb rhythm rib ribbon rice
rich ride ring ripple risk ritual rival river riverbed roadmap roast robot robust rocket rodeo romance roof rookie room
rosemary rotate rough round rowboat royal rubber ruby rucksack rug rule run runway rural rustic saddle safe saffron sage
sailor salad salmon salon salsa salt salute same sample sand sandal sandbox sandwich sapphire sardine satchel satin
satisfy sausage save say scale scallop scan scarf scarlet scatter scheme school science scissors scooter scorpion scout
scrap screen script scrub seagull seahorse search seashell season seat seaweed second secret section security seed seek
segment select seminar senior sense sentence sequoia serenade series service sesame session settle setup seven shadow
shaft shampoo shamrock share shed shell sheriff shield shift shine ship shoe shoelace shop short shoulder shovel
showcase shower shrimp shuffle shy sibling side sign silent silk silly silo silver similar simple since sing siren
sister sitar situate six size skate sketch skill skin skirt skyline slab sled sleep slice slide slim slipper slogan slot
slow small smart smile smoke smooth smoothie snack snail snake snap sniff snow snowball soap soccer social sock soda
sofa soft solar soldier solid solution solve someone sonata song soon sorbet sorry souffle sound soup source south space
spare sparrow spatial speak special speed spell spend sphere spice spider spike spin spinach spiral spirit split sponge
sponsor spoon sport spot spray spread spring sprout spruce spy square squeeze squid squirrel stable stadium staff stage
stamp stand starfish start state station statue stay steak stem stencil step stereo stick still stock stomach stone
stool stork story stove strategy streamer street strike strong student stuff style subject submit subway success such
sudden sugar suggest suit summer sun sundae sunny sunrise sunset super supply supreme sure surf surface surprise sustain
swallow swamp swan swap swarm swear sweater sweet swift swim swing swirl switch sycamore symbol symptom syrup system
table tablet tackle tag talent talk tandem tango tank tape tapestry target tartan task tassel taste taxi teach teacup
team teapot teaspoon tell temple ten tenant tennis tent term terrace test text theatre theme theory thermos thimble
thistle thought three thrive throw thumb thunder thyme tiara ticket tiger tilt timber time tinsel tiny tip tired tissue
title toast toaster toboggan today toddler toffee together token tomato tomorrow tone tongue tonight tool tooth top
topaz topic topple torch tornado tortoise toss total tourist toward towel tower town toy track trade traffic train
transfer trapeze travel tray treasure treat tree trend trial triangle tribe trick tricycle trigger trim trip trombone
trophy trout trowel truck true truly trumpet trust truth try tube tugboat tuition tulip tumble tuna tundra tunnel
turbine turkey turn turnip turtle tuxedo twelve twenty twice twig twin twist type typical ukulele umbrella unable
unaware uncle uncover under undo unfold unicorn uniform unique unit universe unknown unlock until unusual unveil update
upgrade uphold upper upset urban urge usage use used useful useless usual vacant valid valley valve van vanilla vanish
various vault vehicle velvet venture veranda verb version vibrant victory video view village vinegar vintage viola
violet violin virtual visa visit visual vital vivid vocal voice volcano volume vote voyage waffle wagon waiter walk wall
wallaby walnut walrus waltz want warbler warm wash water wave wealth weasel web wedding weekend welcome west wet wheat
wheel whisper whistle wide width wild will willow win windmill window windsurf wine wing wink winner winter wire wisdom
wise wish wisteria witness wizard wolf woman wombat wonder woodland wool word work world worry worth wrap wreath wrestle
wrist yacht yard yarn year yellow yodel yogurt young youth zebra zero zigzag zinnia zipper zodiac zone zoo zucchini
`.trim().split(/\s+/);
