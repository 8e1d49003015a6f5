"""Makes the site that bench/run fetches from, and serves it by nginx on loopback.

fetch_site.py make FOLDER COUNT    pages of 250 KB, each as it is and gzipped; certificates
fetch_site.py serve FOLDER PORT    nginx in the foreground; ends with SIGTERM
"""

import gzip
import os
import random
import subprocess
import sys

WORDS = [w + s for w in "drama heart queen secret boss twin vow fate moon rival".split()
         for s in ("", "s", "ly", "er", "ing", "less", "hood", "wards")]


def page(number: int) -> bytes:
    chance = random.Random(number)
    lines = [f"<p id={n}>{' '.join(chance.choices(WORDS, k=14))} {chance.random()}</p>\n"
             for n in range(2400)]
    return ("<html>" + "".join(lines))[:250_000].encode()


def openssl(*words: str) -> None:
    subprocess.run(["openssl", *words], check=True, stderr=subprocess.DEVNULL)


def certificates(folder: str) -> None:
    at = lambda name: os.path.join(folder, name)
    with open(at("leaf.ext"), "w") as text:
        text.write("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-subj", "/CN=bench CA",
            "-keyout", at("ca.key"), "-out", at("ca.pem"))
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost",
            "-keyout", at("leaf.key"), "-out", at("leaf.csr"))
    openssl("x509", "-req", "-in", at("leaf.csr"), "-CA", at("ca.pem"), "-CAkey", at("ca.key"),
            "-CAcreateserial", "-days", "3650", "-extfile", at("leaf.ext"), "-out", at("leaf.pem"))


def make(folder: str, count: int) -> None:
    pages = os.path.join(folder, "pages")
    os.makedirs(pages, exist_ok=True)
    for number in range(count):
        body = page(number)
        with open(os.path.join(pages, f"{number}.html"), "wb") as plain:
            plain.write(body)
        with open(os.path.join(pages, f"{number}.html.gz"), "wb") as packed:
            packed.write(gzip.compress(body, 6, mtime=0))
    with open(os.path.join(pages, "robots.txt"), "w") as robots:
        robots.write("User-agent: *\nDisallow: /private/\n")
    certificates(folder)


def serve(folder: str, port: str) -> None:
    folder = os.path.abspath(folder)
    conf = os.path.join(folder, "nginx.conf")
    with open(conf, "w") as text:
        text.write(f"""
user root; worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
    access_log off; keepalive_requests 1000000; sendfile on; tcp_nopush on;
    types {{ text/html html; text/plain txt; }}
    client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
    uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
    server {{
        listen 127.0.0.1:{port} ssl; server_name localhost; root {folder}/pages; gzip_static on;
        ssl_certificate {folder}/leaf.pem; ssl_certificate_key {folder}/leaf.key;
        ssl_protocols TLSv1.3;
    }}
}}
""")
    os.execvp("nginx", ["nginx", "-c", conf])


if __name__ == "__main__":
    make(sys.argv[2], int(sys.argv[3])) if sys.argv[1] == "make" else serve(*sys.argv[2:4])
