// What the peers need for the inputs: bench/peers.mjs KIND FILE... prints {"us": CPU time per page}.
// Each does all that its package does with a response once it has it, and no network.

import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as cheerio from 'cheerio';
import * as htmlparser2 from 'htmlparser2';

const require = createRequire(import.meta.url);
const modules = join(dirname(fileURLToPath(import.meta.url)), 'node_modules');

// google-play-scraper keeps its table of fields to itself: a copy of the module beside it exports it.
async function googlePlayScraper() {
    const lib = join(modules, 'google-play-scraper/lib');
    const copy = join(lib, 'app-with-mappings.js');
    writeFileSync(copy, readFileSync(join(lib, 'app.js'), 'utf8') + '\nexport { MAPPINGS };\n');
    const { MAPPINGS } = await import(pathToFileURL(copy));
    const { default: scriptData } = await import(pathToFileURL(join(lib, 'utils/scriptData.js')));
    const extract = scriptData.extractor(MAPPINGS);
    return async (page) => {
        const app = extract(scriptData.parse(page));
        if (!app.title || !app.maxInstalls) throw new Error('google-play-scraper found no app');
    };
}

// app-store-scraper asks through the package `request`: one that answers at once takes its place.
let answer = '';
function answering() {
    const path = require.resolve('request', { paths: [join(modules, 'app-store-scraper')] });
    require.cache[path] = { id: path, filename: path, loaded: true, exports: (_, done) => done(null, { statusCode: 200 }, answer) };
    return require('app-store-scraper');
}

function appStoreList() {
    const store = answering();
    return async (body) => {
        answer = body;
        const apps = await store.list({ num: 200, country: 'us' });
        if (apps.length < 100) throw new Error('app-store-scraper found no chart');
    };
}

function appStoreLookup() {
    answering();
    const common = require('app-store-scraper/lib/common.js');
    return async (body) => {
        answer = body;
        const apps = await common.lookup(['1'], 'id', 'us');
        if (apps.length < 100) throw new Error('app-store-scraper found no results');
    };
}

// No package reads the App Store's page of today: this is what a careful user of cheerio writes.
function cheerioPage() {
    return async (html) => {
        const $ = cheerio.load(htmlparser2.parseDocument(html));
        const page = JSON.parse($('script#serialized-server-data').text()).data[0].data;
        const ld = JSON.parse($('script[type="application/ld+json"]').first().text());
        const item = page.shelfMapping.information.items.find((one) => one.items.some((part) => part.textPairs));
        const app = {
            id: page.lockup.offerDisplayProperties.adamId, bundle: page.lockup.offerDisplayProperties.bundleId,
            name: page.title, publisher: page.developerAction.title, currency: ld.offers.priceCurrency,
            rating: ld.aggregateRating.ratingValue, count: ld.aggregateRating.reviewCount,
            version: page.shelfMapping.mostRecentVersion.items[0].primarySubtitle,
            histogram: page.shelfMapping.productRatings.items[0].ratingCounts,
            iap: item.items[0].textPairs.map(([name, price]) => ({ name, price })),
        };
        if (!app.name || app.iap.length === 0) throw new Error('cheerio found no app');
    };
}

const makers = { play: googlePlayScraper, appstore: cheerioPage, rss: appStoreList, lookup: appStoreLookup };
const [kind, ...files] = process.argv.slice(2);
const parse = await makers[kind]();
const pages = files.map((file) => readFileSync(file, 'utf8'));

const cpu = () => { const used = process.cpuUsage(); return used.user + used.system; };
const passes = [];
for (let pass = 0; pass < 25; ++pass) {
    const began = cpu();
    for (let n = 0; n < 4; ++n) for (const page of pages) await parse(page);
    passes.push((cpu() - began) / (4 * pages.length));
}
passes.splice(0, 5);  // the compiler warms up
passes.sort((a, b) => a - b);
console.log(JSON.stringify({ us: passes[Math.floor(passes.length / 2)] }));
