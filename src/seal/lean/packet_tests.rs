//! Lengths in each of their forms, and which packets may come in pieces or without one.

use super::*;

#[test]
fn what_is_written_is_read_at_every_length_and_in_the_shortest_forms() {
    for (length, header) in [
        (0, vec![0xcb, 0]),
        (1, vec![0xcb, 1]),
        (191, vec![0xcb, 191]),
        (192, vec![0xcb, 255, 0, 0, 0, 192]),
        (255, vec![0xcb, 255, 0, 0, 0, 255]),
        (256, vec![0xcb, 255, 0, 0, 1, 0]),
        (70_000, vec![0xcb, 255, 0, 1, 0x11, 0x70]),
    ] {
        let body = vec![7; length];
        let (before, after) = body.split_at(length / 3);
        let mut octets = Vec::new();
        write(tag::LITERAL, &[before, after], &mut octets).unwrap();
        assert_eq!(octets, [header, body.clone()].concat(), "{length}");
        write(tag::SIGNATURE, &[b"x"], &mut octets).unwrap();
        let read = packets(&octets).unwrap();
        assert_eq!((read[0].tag, &*read[0].body), (tag::LITERAL, &*body), "{length}");
        assert_eq!((read[1].tag, &*read[1].body), (tag::SIGNATURE, b"x".as_slice()), "{length}");
    }
}

#[test]
fn lengths_of_two_octets_are_read_too() {
    for length in [192_usize, 193, 8383] {
        let rest = length - 192;
        let header = [0xcb, u8::try_from(rest >> 8).unwrap() + 192, u8::try_from(rest & 255).unwrap()];
        let octets = [header.as_slice(), &vec![7; length]].concat();
        assert_eq!(packets(&octets).unwrap()[0].body.len(), length);
    }
}

#[test]
fn only_data_come_in_pieces_or_without_a_length() {
    const DATA: [u8; 4] = [tag::COMPRESSED, tag::LITERAL, tag::SEIPD, tag::GNUPG_OCB];
    for tag in 1..=39 {
        // A piece of 512 octets, and the rest.
        let pieces = [&[0xc0 | tag, 0xe0 | 9], [7; 512].as_slice(), &[1, 7]].concat();
        let read = packets(&pieces).ok().map(|read| read[0].body.len());
        assert_eq!(read, DATA.contains(&tag).then_some(513), "{tag}");
        // A first piece of 256.
        let small = [&[0xc0 | tag, 0xe0 | 8], [7; 256].as_slice(), &[1, 7]].concat();
        assert!(packets(&small).is_err(), "{tag}");
        if tag < 16 {
            let endless = [&[0x80 | tag << 2 | 3], [7; 300].as_slice()].concat();
            let read = packets(&endless).ok().map(|read| read[0].body.len());
            assert_eq!(read, DATA.contains(&tag).then_some(300), "{tag}");
        }
    }
}
