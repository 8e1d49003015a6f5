"""The peer of bench_fetch in Scrapy (Debian's): robots.txt obeyed, every body decoded and written to disk.

fetch_scrapy.py BASE-URL COUNT PAGES OUT    asks for COUNT URLs over PAGES different pages
"""

import os
import sys

import scrapy
from scrapy.crawler import CrawlerProcess

base, count, pages, out = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
os.makedirs(out, exist_ok=True)


class Saver(scrapy.Spider):
    name = "saver"
    saved = 0

    def start_requests(self):
        for number in range(count):
            yield scrapy.Request(f"{base}/{number % pages}.html?n={number}", cb_kwargs={"number": number})

    def parse(self, response, number):
        temporary = os.path.join(out, f"{number}.tmp")
        with open(temporary, "wb") as file:
            file.write(response.body)
        os.rename(temporary, os.path.join(out, f"{number}.html"))
        Saver.saved += 1


process = CrawlerProcess({
    "ROBOTSTXT_OBEY": True, "CONCURRENT_REQUESTS": 32, "CONCURRENT_REQUESTS_PER_DOMAIN": 32, "DOWNLOAD_DELAY": 0,
    "SCRAPER_SLOT_MAX_ACTIVE_SIZE": 200_000_000, "LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False,
    "COOKIES_ENABLED": False, "USER_AGENT": "bench",
})
process.crawl(Saver)
process.start()
sys.exit(0 if Saver.saved == count else 1)
