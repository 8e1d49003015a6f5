// The peer of bench_fetch in undici: every body decoded by node's zlib and written to disk.
// fetch_undici.mjs BASE-URL COUNT PAGES OUT    NODE_EXTRA_CA_CERTS names the certificate authority
import { mkdirSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Pool } from 'undici';

const [base, count, pages, out] = [process.argv[2], +process.argv[3], +process.argv[4], process.argv[5]];
mkdirSync(out, { recursive: true });
const unzip = promisify(gunzip);
const pool = new Pool(base, { connections: 32, pipelining: 1 });
const robots = await pool.request({ path: '/robots.txt', method: 'GET' });
await robots.body.text(); // asked for as we do; not applied, which is kind to the peer

let next = 0;
async function worker() {
    while (next < count) {
        const number = next++;
        const { statusCode, headers, body } = await pool.request({
            path: `/${number % pages}.html?n=${number}`, method: 'GET', headers: { 'accept-encoding': 'gzip' },
        });
        if (statusCode !== 200) throw new Error(`${number}: ${statusCode}`);
        let bytes = Buffer.from(await body.arrayBuffer());
        if (headers['content-encoding'] === 'gzip') bytes = await unzip(bytes);
        await writeFile(`${out}/${number}.tmp`, bytes);
        await rename(`${out}/${number}.tmp`, `${out}/${number}.html`);
    }
}
await Promise.all(Array.from({ length: 32 }, worker));
await pool.close();
