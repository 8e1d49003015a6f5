// Writes the inputs of the benchmarks: bench/inputs.mjs FOLDER. The same bytes on every run.
//
// They have the sizes and key sets of real responses: an App Store page of 400 KB (190 KB of them markup, as the saved one has), an RSS chart of
// 200 entries in 600 KB, a lookup of 200 results in 1.5 MB, and a Google Play page of 1.2 MB, of which
// 840 KB are inline CSS, for machines that hold no saved ones. All words in them are invented.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];

// A generator of numbers of its own, so that every machine writes the same (xorshift32).
let state = 0x9e3779b9;
const random = (below) => {
    state ^= state << 13; state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5; state >>>= 0;
    return state % below;
};

const pool = ('love billionaire secret wife contract revenge heiress twin doctor king wolf luna queen episode ' +
    'drama short series watch free daily new hot story husband fake marriage divorce return destiny moon').split(' ');
const words = (count) => Array.from({ length: count }, () => pool[random(pool.length)]).join(' ');
const prose = (bytes) => {
    let text = '';
    while (text.length < bytes) text += words(9) + (random(5) === 0 ? '.\n\n' : ', “' + words(2) + '” — ');
    return text;
};
const hex = (digits) => Array.from({ length: digits }, () => random(16).toString(16)).join('');
const artwork = (size) =>
    `https://is1-ssl.mzstatic.com/image/thumb/Purple211/v4/${hex(2)}/${hex(2)}/${hex(2)}/${hex(8)}-${hex(4)}-${hex(4)}-${hex(12)}/AppIcon-0-0-1x_U007emarketing-0-8-0-85-220.png/${size}`;
const number = () => String(1000000000 + random(700000000));

function rssEntry(rank) {
    const id = number(), name = `${words(3)} ${rank}`;
    const url = `https://apps.apple.com/us/app/${name.replaceAll(' ', '-')}/id${id}?uo=2`;
    return {
        'im:name': { label: name },
        'im:image': [53, 75, 100].map((height) => ({ label: artwork(`${height}x${height}bb.png`), attributes: { height: String(height) } })),
        summary: { label: prose(1450) },
        'im:price': { label: 'Get', attributes: { amount: '0.00', currency: 'USD' } },
        'im:contentType': { attributes: { term: 'Application', label: 'Application' } },
        rights: { label: `© 2026 ${words(2)}` },
        title: { label: `${name} - ${words(2)}` },
        link: { attributes: { rel: 'alternate', type: 'text/html', href: url } },
        id: { label: url, attributes: { 'im:id': id, 'im:bundleId': `com.${words(1)}.${words(1)}.a${id}` } },
        'im:artist': { label: `${words(2)} Ltd.`, attributes: { href: `https://apps.apple.com/us/developer/${words(1)}/id${number()}?uo=2` } },
        category: { attributes: { 'im:id': '6016', term: 'Entertainment', scheme: 'https://apps.apple.com/us/genre/ios-entertainment/id6016?uo=2', label: 'Entertainment' } },
        'im:releaseDate': { label: '2024-03-11T00:00:00-07:00', attributes: { label: 'March 11, 2024' } },
    };
}

const rss = () => JSON.stringify({
    feed: {
        author: { name: { label: 'iTunes Store' }, uri: { label: 'http://www.apple.com/itunes/' } },
        entry: Array.from({ length: 200 }, (_, place) => rssEntry(place + 1)),
        updated: { label: '2026-10-01T03:12:45-07:00' },
        rights: { label: 'Copyright 2008 Apple Inc.' },
        title: { label: 'iTunes Store: Top Free Applications in Entertainment' },
        icon: { label: 'http://itunes.apple.com/favicon.ico' },
        link: [
            { attributes: { rel: 'alternate', type: 'text/html', href: 'https://apps.apple.com/WebObjects/MZStore.woa/wa/viewTop?cc=us&id=179718&popId=27' } },
            { attributes: { rel: 'self', href: 'https://itunes.apple.com/us/rss/topfreeapplications/limit=200/genre=6016/json' } },
        ],
        id: { label: 'https://itunes.apple.com/us/rss/topfreeapplications/limit=200/genre=6016/json' },
    },
});

// The keys of a lookup result come in another order each time, and some are absent, as in real ones.
function shuffled(object) {
    const keys = Object.keys(object);
    for (let last = keys.length - 1; last > 0; --last) {
        const other = random(last + 1);
        [keys[last], keys[other]] = [keys[other], keys[last]];
    }
    const optional = { sellerUrl: 30, releaseNotes: 11, averageUserRatingForCurrentVersion: 3 };  // absent in percent
    return Object.fromEntries(keys.filter((key) => random(100) >= (optional[key] ?? 0)).map((key) => [key, object[key]]));
}

const device = (place) => `iPhone${place}G-iPhone${place}G`;
function lookupResult(place) {
    const id = Number(number());
    return shuffled({
        screenshotUrls: Array.from({ length: 7 }, () => artwork('392x696bb.png')),
        ipadScreenshotUrls: Array.from({ length: 5 }, () => artwork('552x414bb.png')),
        appletvScreenshotUrls: [],
        artworkUrl60: artwork('60x60bb.jpg'), artworkUrl512: artwork('512x512bb.jpg'), artworkUrl100: artwork('100x100bb.jpg'),
        artistViewUrl: `https://apps.apple.com/us/developer/${words(1)}/id${number()}?uo=4`,
        features: ['iosUniversal'],
        supportedDevices: Array.from({ length: 60 }, (_, n) => device(n)),
        advisories: ['Infrequent/Mild Sexual Content and Nudity'],
        isGameCenterEnabled: false,
        kind: 'software',
        minimumOsVersion: '13.0',
        trackCensoredName: words(4),
        languageCodesISO2A: ['EN', 'ID', 'PT', 'ES', 'TH', 'VI'],
        fileSizeBytes: String(100000000 + random(90000000)),
        sellerUrl: `https://www.${words(1)}.example/`,
        formattedPrice: 'Free',
        contentAdvisoryRating: '12+',
        averageUserRatingForCurrentVersion: 4 + random(100) / 100,
        userRatingCountForCurrentVersion: random(900000),
        averageUserRating: 4 + random(100) / 100,
        trackViewUrl: `https://apps.apple.com/us/app/${words(2).replaceAll(' ', '-')}/id${id}?uo=4`,
        trackContentRating: '12+',
        bundleId: `com.${words(1)}.${words(1)}.b${place}`,
        trackId: id, trackName: `${words(3)} ${place}`,
        releaseDate: '2023-05-16T07:00:00Z', currentVersionReleaseDate: '2026-09-28T10:11:12Z',
        releaseNotes: prose(300),
        primaryGenreName: 'Entertainment', primaryGenreId: 6016, genreIds: ['6016', '6008'],
        sellerName: `${words(2)} Ltd.`,
        isVppDeviceBasedLicensingEnabled: true,
        currency: 'USD', artistId: Number(number()), artistName: `${words(2)} Ltd.`,
        genres: ['Entertainment', 'Photo & Video'],
        price: 0, version: `3.${random(90)}.0`, wrapperType: 'software', userRatingCount: random(900000),
        description: prose(1500),
    });
}

const lookup = () => JSON.stringify({ resultCount: 200, results: Array.from({ length: 200 }, (_, place) => lookupResult(place)) });

const style = (bytes) => {
    let css = '';
    while (css.length < bytes) css += `.${hex(6)}{align-items:center;color:#${hex(6)};display:flex;margin:0 ${random(40)}px}`;
    return `<style nonce="x">${css}</style>`;
};
const markup = (bytes, length = 6) => {
    let html = '';
    while (html.length < bytes) html += `<div class="${hex(6)} ${hex(5)}" jsname="${hex(6)}"><span aria-hidden="true">${words(length)}</span></div>`;
    return html;
};

function shelf(bytes) {
    const items = [];
    for (let size = 0; size < bytes; size += 620)
        items.push({ $kind: 'Lockup', adamId: number(), title: words(3), subtitle: words(5),
            icon: { template: artwork('{w}x{h}{c}.{f}'), width: 1024, height: 1024, backgroundColor: { red: 0.5, green: 0.25, blue: 0.125 } },
            clickAction: { $kind: 'flowAction', pageUrl: `https://apps.apple.com/us/app/id${number()}`, actionMetrics: { data: [], custom: {} } },
            impressionMetrics: { fields: { id: number(), name: words(3), impressionType: 'lockup', idType: 'its_id', impressionIndex: items.length } } });
    return { $kind: 'Shelf', contentType: 'smallLockup', items };
}

function appStorePage(place) {
    const id = number(), name = `${words(3)} ${place}`, seller = `${words(2)} Ltd.`;
    const annotation = (title, text) => ({ $kind: 'Annotation', title, items: [{ $kind: 'AnnotationItem', text }],
        items_V3: [{ $kind: 'linkableText', linkableText: { $kind: 'LinkableText', styledText: { rawText: text } } }] });
    const purchases = Array.from({ length: 10 }, (_, n) => [`${words(2)} ${n}`, `$${n + 1}.99`]);
    const data = {
        title: name, developerAction: { title: seller },
        lockup: { title: name, subtitle: words(4), developerName: seller,
            offerDisplayProperties: { $kind: 'OfferDisplayProperties', offerType: 'app', adamId: id, bundleId: `com.${words(1)}.c${place}`,
                hasInAppPurchases: true, hasExternalPurchases: false, isFree: true, isPreorder: false } },
        pageMetrics: { pageFields: { storeFront: 'us' } },
        shelfMapping: {
            information: { $kind: 'Shelf', contentType: 'annotation', items: [
                annotation('Seller', seller), annotation('Size', '142.3 MB'), annotation('Category', 'Entertainment'),
                { $kind: 'Annotation', title: 'In-App Purchases', summary: 'Yes', items: [{ $kind: 'AnnotationItem', textPairs: purchases }],
                    items_V3: purchases.map(([leadingText, trailingText]) => ({ $kind: 'textPair', leadingText, trailingText })) }] },
            mostRecentVersion: { items: [{ primarySubtitle: 'Version 3.4.0', secondarySubtitle: 'Sep 28, 2026', text: prose(300) }] },
            productRatings: { items: [{ ratingAverage: 4.6, totalNumberOfRatings: 52310, ratingCounts: [40000, 6000, 2500, 1310, 2500] }] },
            product_media_phone_: { items: Array.from({ length: 8 }, () => ({ screenshot: { template: artwork('{w}x{h}bb.{f}'), width: 392, height: 696 } })) },
            productDescription: { items: [{ paragraph: { text: prose(2500) } }] },
            moreByDeveloper: shelf(50000), similarItems: shelf(110000),
        },
    };
    const ld = { '@context': 'https://schema.org', '@type': 'SoftwareApplication', name, description: prose(600),
        image: artwork('1200x630wa.png'), operatingSystem: 'Requires iOS 13.0 or later.', applicationCategory: 'Entertainment',
        author: { '@type': 'Organization', name: seller, url: `https://apps.apple.com/us/developer/id${number()}` },
        aggregateRating: { '@type': 'AggregateRating', ratingValue: 4.6, reviewCount: 52310 },
        offers: { '@type': 'Offer', price: 0, priceCurrency: 'USD', category: 'free' } };
    const script = (open, value) => `<script ${open}>${JSON.stringify(value).replaceAll('<', '\\u003c')}</script>`;
    return `<!DOCTYPE html><html lang="en-US" dir="ltr"><head><meta charset="utf-8"><title>${name} App - App Store</title>` +
        `<link rel="canonical" href="https://apps.apple.com/us/app/id${id}">` +
        style(40000) + script('id=software-application type="application/ld+json"', ld) +
        `</head><body><div class="body-container">${markup(190000, 24)}</div>` +
        script('type="application/json" id="serialized-server-data"', { data: [{ data, intent: { $kind: 'ProductPageIntent' } }] }) +
        '</body></html>';
}

function playPage(place) {
    const at = (list, path, value) => {
        const last = path.pop();
        let here = list;
        for (const step of path) here = here[step] ??= [];
        here[last] = value;
    };
    const app = Array(155).fill(null), id = `com.${words(1)}.p${place}`;
    const fields = [[[0, 0], `${words(3)} ${place}`], [[10], ['May 5, 2023', [1683244800, 0]]], [[13], ['50,000,000+', 50000000, 51893013, '50M+']],
        [[18, 0], 0], [[19], ['$0.99 - $49.99 per item']], [[51], [['4.6', 4.5771], [null, ...[1, 2, 3, 4, 5].map((n) => [String(n), 100000 * n])], [null, 1500000], [null, 21000]]],
        [[57, 0, 0, 0, 0], [null, [[0, 'USD', '']]]], [[68], [`${words(2)} Ltd.`, [null, null, null, null, [null, null, '/store/apps/developer?id=x']]]],
        [[69], [null, ['a@b.example'], null, null, [`${words(2)} Ltd.`]]], [[72], [[null, prose(2500)]]], [[73], [[null, words(9)]]],
        [[77], [id]], [[79], [[['Entertainment', null, 'ENTERTAINMENT']]]], [[140], [[['3.4.0']], [[[24, '7.0']], [[[24, '7.0']]]]]],
        [[144], [null, [null, prose(300)]]], [[145], [['Sep 28, 2026', [1790553600, 0]]]]];
    for (const [path, value] of fields) at(app, [...path], value);
    const other = (bytes) => Array.from({ length: Math.ceil(bytes / 400) }, () => [[words(4), [null, 2, [512, 512], [null, null, artwork('s')]]], prose(180), null, [random(9)]]);
    const sizes = { 'ds:0': 300, 'ds:1': 900, 'ds:2': 3000, 'ds:3': 500, 'ds:4': 4000, 'ds:6': 12000, 'ds:7': 30000, 'ds:8': 20000, 'ds:9': 9000, 'ds:10': 18000, 'ds:11': 40000 };
    const block = (key, hash, data) => `<script class="ds:x" nonce="x">AF_initDataCallback({key: '${key}', hash: '${hash}', data:${JSON.stringify(data).replaceAll('<', '\\u003c')}, sideChannel: {}});</script>`;
    const blocks = Object.entries(sizes).map(([key, bytes], n) => block(key, String(n), other(bytes)));
    blocks.splice(5, 0, block('ds:5', '8', [[[[]]], [null, null, app], null]));
    const requests = `<script nonce="x">; var AF_dataServiceRequests = {'ds:5' : {id:'Ws7gDc',request:[null,null,[[1,9,10]],[["${id}",7]]]},'ds:7' : {id:'ag2B9c',request:[]}}; var AF_initDataChunkQueue = []; </script>`;
    const ld = { '@context': 'https://schema.org', '@type': 'SoftwareApplication', name: app[0][0], url: `https://play.google.com/store/apps/details/x?id=${id}&hl=en&gl=US`,
        applicationCategory: 'ENTERTAINMENT', author: { '@type': 'Person', name: app[68][0] },
        aggregateRating: { '@type': 'AggregateRating', ratingValue: '4.577099800109863', ratingCount: '1500000' },
        offers: [{ '@type': 'Offer', price: '0', priceCurrency: 'USD' }] };
    return `<!doctype html><html lang="en-US" dir="ltr"><head><base href="https://play.google.com/"><link rel="canonical" href="https://play.google.com/store/apps/details?id=${id}">` +
        style(841000) + requests + '</head><body>' + markup(152000) +
        `<script type="application/ld+json" nonce="x">${JSON.stringify(ld)}</script><script nonce="x">var a="${hex(90000)}"</script>` + blocks.join('') + '</body></html>';
}

function write(kind, ending, count, make) {
    mkdirSync(join(folder, kind), { recursive: true });
    for (let place = 0; place < count; ++place) writeFileSync(join(folder, kind, `${place}.${ending}`), make(place));
}

write('rss', 'json', 4, rss);
write('lookup', 'json', 4, lookup);
write('appstore', 'html', 4, appStorePage);
write('play', 'html', 4, playPage);
