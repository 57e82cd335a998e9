//! Does a picture get its label, and stay as it is otherwise?

use crate::labelling::{Dice, Octets, count, label, labelled, labels, marks, says, theirs};
use flate2::{Compress, Compression, FlushCompress};
use zegel::files::{Left, Marks, Source, mark};

const PACKET: &str = "<?xpacket begin=\"\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
    <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" \
    xmlns:dc=\"http://purl.org/dc/elements/1.1/\" dc:format=\"kept\"/></rdf:RDF></x:xmpmeta>\
    <?xpacket end=\"w\"?>";
const XAP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";

fn chunk(name: &[u8], data: &[u8]) -> Vec<u8> {
    let body = [name, data].concat();
    let mut sum = u32::MAX;
    for octet in &body {
        sum ^= u32::from(*octet);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 };
        }
    }
    [&u32::try_from(data.len()).unwrap().to_be_bytes()[..], &body, &(!sum).to_be_bytes()].concat()
}

/// A PNG with further chunks behind its header.
fn png(more: &[u8]) -> Vec<u8> {
    let header = chunk(b"IHDR", b"\0\0\0\x01\0\0\0\x01\x08\0\0\0\0");
    let parts = [&header[..], more, &chunk(b"IDAT", b"one"), &chunk(b"IDAT", b"two"), &chunk(b"IEND", b""), b"more"];
    [&b"\x89PNG\r\n\x1a\n"[..], &parts.concat()].concat()
}

fn text_chunk(is_packed: bool, packet: &[u8]) -> Vec<u8> {
    let mut data = [&b"XML:com.adobe.xmp\0"[..], &[u8::from(is_packed), 0], b"en\0\0"].concat();
    if is_packed {
        let mut octets = Vec::with_capacity(packet.len() + 64);
        Compress::new(Compression::fast(), true).compress_vec(packet, &mut octets, FlushCompress::Finish).unwrap();
        data.extend(octets);
    } else {
        data.extend(packet);
    }
    chunk(b"iTXt", &data)
}

fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
    [&[0xff, marker][..], &u16::try_from(data.len() + 2).unwrap().to_be_bytes(), data].concat()
}

/// A JPEG with further segments behind those that come first.
fn jpeg(more: &[u8]) -> Vec<u8> {
    let first = [segment(0xe0, b"JFIF\0\x01\x01"), segment(0xe1, b"Exif\0\0II*\0")].concat();
    let picture = [&segment(0xda, b"\x01")[..], b"picture \xff\x00 \xff\xd0 \xff\xd9 more"].concat();
    [b"\xff\xd8", &first[..], more, b"\xff", &segment(0xdb, b"table"), &picture].concat()
}

/// A TIFF of a few entries, in either byte order, with an odd number of octets or an even one.
fn tiff(little: bool, packet: Option<&[u8]>, end: &[u8]) -> Vec<u8> {
    let short = |number: u16| if little { number.to_le_bytes() } else { number.to_be_bytes() };
    let long = |number: usize| {
        let number = u32::try_from(number).unwrap();
        if little { number.to_le_bytes() } else { number.to_be_bytes() }
    };
    let entry = |tag: u16, kind: u16, count: usize, value: usize| {
        [&short(tag)[..], &short(kind), &long(count), &long(value)].concat()
    };
    let place = 8 + 2 + 12 * (2 + usize::from(packet.is_some())) + 4;
    let mut entries = entry(270, 2, 12, place);
    if let Some(packet) = packet {
        entries.extend(entry(700, 1, packet.len(), place + 12));
    }
    entries.extend(entry(34665, 4, 1, 8));
    let head = [if little { &b"II"[..] } else { b"MM" }, &short(42), &long(8)].concat();
    let count = short(u16::try_from(entries.len() / 12).unwrap());
    [&head[..], &count, &entries, &long(0), b"Description\0", packet.unwrap_or_default(), end].concat()
}

/// Pictures, and whether they have a packet.
fn all_kinds() -> Vec<(Vec<u8>, bool)> {
    let packet = Some(PACKET.as_bytes());
    vec![
        (png(b""), false),
        (png(&[chunk(b"acTL", b"12345678"), text_chunk(false, PACKET.as_bytes())].concat()), true),
        (png(&text_chunk(true, PACKET.as_bytes())), true),
        (jpeg(b""), false),
        (jpeg(&[segment(0xe1, &[XAP, PACKET.as_bytes()].concat()), segment(0xe2, b"MPF\0")].concat()), true),
        (tiff(true, None, b""), false),
        (tiff(true, packet, b"x"), true),
        (tiff(false, packet, b""), true),
        (tiff(false, None, b"xy"), false),
    ]
}

#[test]
fn a_label_is_read_back_and_another_takes_its_place() {
    for (original, has_packet) in all_kinds() {
        let marks = marks(["Header", "Footer", "Watermark"]);
        let first = labelled(&original, &label(1, "A <&> \"é\" 機密"), &marks).unwrap();
        assert!(says(&first, &label(1, "A <&> \"é\" 機密"), 0), "{:?}", labels(&first));
        let kept = |octets: &[u8]| count(octets, b"dc:format=\"kept\"");
        assert_eq!(kept(&first) >= 1, has_packet);

        let second = labelled(&first, &theirs(), &marks).unwrap();
        let second = labelled(&second, &label(2, "B"), &Marks::default()).unwrap();
        assert!(says(&second, &label(2, "B"), 0) && says(&second, &theirs(), 0) && labels(&second).len() == 2);
        assert_eq!(kept(&second), kept(&first));
        let again = labelled(&second, &label(2, "B"), &Marks::default()).unwrap();
        assert!(says(&again, &label(2, "B"), 0) && again.len() == second.len());
    }
}

#[test]
fn all_but_the_packet_stays() {
    for (original, start) in [(png(b""), 33), (jpeg(b""), 2 + 11 + 14)] {
        let octets = labelled(&original, &label(1, "A"), &Marks::default()).unwrap();
        let end = start + octets.len() - original.len();
        assert_eq!([&octets[..start], &octets[end..]].concat(), original);
    }
    for little in [true, false] {
        let original = tiff(little, None, b"x");
        let octets = labelled(&original, &label(1, "A"), &Marks::default()).unwrap();
        assert!(octets[..4] == original[..4] && octets[8..].starts_with(&original[8..]));
        let long = |at: usize| {
            let number = *octets[at..].first_chunk().unwrap();
            let number = if little { u32::from_le_bytes(number) } else { u32::from_be_bytes(number) };
            usize::try_from(number).unwrap()
        };
        // Even places, tags in order, the old entries as they were.
        let directory = long(4);
        assert_eq!((directory % 2, octets.len()), (0, directory + 2 + 3 * 12 + 4));
        assert_eq!(octets[directory + 2..directory + 14], original[10..22]);
        assert_eq!(octets[directory + 26..], original[22..38]);
        let (length, place) = (long(directory + 18), long(directory + 22));
        assert!(place % 2 == 0 && octets[place..place + length].starts_with(b"<?xpacket begin"));
    }
}

#[test]
fn what_cannot_be_changed_without_doubt_is_left() {
    let left = |octets: &[u8]| labelled(octets, &label(1, "A"), &Marks::default()).unwrap_err();
    let (png_end, jpeg_end) = (png(b"").len() - 4, jpeg(b"").len() - 24);
    for octets in [
        png(b"")[..png_end - 1].to_vec(),
        png(b"")[..png_end - 12].to_vec(),
        png(&chunk(b"1234", b"")),
        png(&text_chunk(false, PACKET.as_bytes()).repeat(2)),
        png(&text_chunk(false, b"<rdf:RDF>")),
        png(&[&b"\0\0\0\x06"[..], &text_chunk(false, PACKET.as_bytes())[4..]].concat()),
        jpeg(b"")[..jpeg_end].to_vec(),
        jpeg(b"x"),
        jpeg(&segment(0xe1, &[XAP, PACKET.as_bytes()].concat()).repeat(2)),
        jpeg(&segment(0xe1, &[XAP, b"no packet"].concat())),
        tiff(true, None, b"")[..40].to_vec(),
        tiff(false, Some(PACKET.as_bytes()), b"")[..80].to_vec(),
    ] {
        assert_eq!(left(&octets), Left::Damaged, "{}", String::from_utf8_lossy(&octets));
    }
    // Manifests of origin are signed.
    assert_eq!(left(&png(&chunk(b"caBX", b"jumb"))), Left::Signed);
    assert_eq!(left(&jpeg(&segment(0xeb, b"JP\0\x01\0\0\0\x01\0\0\0\0jumb....c2pa"))), Left::Signed);
    // A list of further pictures tells how far they are from it.
    let packet = segment(0xe1, &[XAP, PACKET.as_bytes()].concat());
    assert_eq!(left(&jpeg(&[segment(0xe2, b"MPF\0"), packet].concat())), Left::Unsupported);
    assert_eq!(left(b"II+\0\x08\0\0\0"), Left::Unsupported);
    assert_eq!(left(b"GIF89a"), Left::Unsupported);
    let utf16: Vec<u8> = PACKET.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(left(&png(&text_chunk(true, &utf16))), Left::Unsupported);
    // What unpacks to more than a packet may have.
    assert_eq!(left(&png(&text_chunk(true, &vec![b' '; 20_000_000]))), Left::TooLarge);
}

#[test]
fn a_segment_has_an_end() {
    let with = |padding: usize, more: usize| {
        let packet = PACKET
            .replace("<?xpacket end", &[&" ".repeat(padding), "<?xpacket end"].concat())
            .replace("kept", &"k".repeat(more));
        labelled(&jpeg(&segment(0xe1, &[XAP, packet.as_bytes()].concat())), &label(1, "A"), &Marks::default())
    };
    // White space that was left for others gives way.
    assert!(says(&with(65_000, 4).unwrap(), &label(1, "A"), 0));
    assert!(with(4, 60_000).is_ok());
    assert_eq!(with(4, 65_000), Err(Left::TooLarge));
}

#[test]
fn a_large_picture_is_hardly_read() {
    let pixels = chunk(b"IDAT", &vec![7; 8192]).repeat(600);
    for octets in
        [png(&pixels), jpeg(&segment(0xe2, &vec![7; 60_000]).repeat(80)), tiff(true, None, &vec![7; 5_000_000])]
    {
        let source = Octets::new(&octets);
        mark(&source, "a", &label(1, "A"), &Marks::default()).unwrap();
        assert!(source.size() > 4_000_000 && source.read.get() < source.size() / 12, "{}", source.read.get());
    }
}

#[test]
fn spoiled_pictures_are_left_or_labelled() {
    let words: [&[u8]; 8] =
        [b"\xff\xff\xff\xff", b"\0\0\0\0", b"IEND", b"iTXt", b"\xff\xe1", b"\xff\xda", b"<x>", b"MSIP_Label_"];
    let mut dice = Dice(11);
    let mut originals: Vec<Vec<u8>> = all_kinds().into_iter().map(|(original, _)| original).collect();
    for (original, _) in all_kinds() {
        originals.push(labelled(&original, &label(3, "C"), &Marks::default()).unwrap());
    }
    let mut done = 0;
    for round in 0..6000 {
        let spoiled = dice.spoiled(&originals[round % originals.len()], &words);
        // Labels are read from anything, too.
        labels(&spoiled);
        if let Ok(octets) = labelled(&spoiled, &label(1, "A"), &Marks::default()) {
            assert!(labels(&octets).iter().any(|group| group.id == label(1, "A").id), "{round}");
            done += 1;
        }
    }
    assert!(done > 500, "only {done}");
}
