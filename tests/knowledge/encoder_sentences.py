"""Indonesian sentences of our own making, unlike each other, for comparing tokenizers and vectors.

Each is put together from a person, a deed, a thing, a place, a time and a reason, then dressed:
as a question, in capitals, in chat slang, with numbers, with marks and signs, or strung together
into a long text. A fixed seed makes them the same on every machine.
"""

import random
from collections.abc import Callable


def listed(text: str) -> list[str]:
    """What stands between the commas, over several lines."""
    return " ".join(text.split()).split(", ")


PEOPLE = listed("""
    pegawai yang baru menikah, ibu kepala subbagian, auditor muda, dosen vokasi, perawat
    puskesmas, calon pegawai dari Papua, staf protokol, analis anggaran, guru honorer, pranata
    komputer, suami saya, tetangga kos, sekretaris deputi, peneliti rumput laut, penyuluh
    pertanian, satpam gedung, arsiparis senior, penerjemah sumpah, juru ukur tanah, bendahara
    pengeluaran
""")
DEEDS = listed("""
    menanyakan, menyiapkan, menolak, menghitung ulang, mengunggah, memindahkan, membandingkan,
    mempertanggungjawabkan, kehilangan, menyewakan, mengantre demi, mencicil, melaporkan,
    menandatangani, membatalkan, memperpanjang, mengurus, membungkus, mencatat, menagih
""")
THINGS = listed("""
    surat tugas, rumah dinas tiga kamar, tiket kapal Pelni, berkas mutasi, kucing peliharaan,
    uang lauk-pauk, kartu keluarga, akta kelahiran, lemari besi, jadwal imunisasi anak,
    sertifikat prajabatan, angka kredit, meja gambar, asuransi kendaraan, rapor semester genap,
    nomor antrean, laptop inventaris, bibit meranti, tunjangan istri, kunci apartemen
""")
PLACES = listed("""
    di Sepaku, di pelabuhan Semayang, dari Jatinegara, di lantai sebelas, di tepi Sungai
    Mahakam, di kantor kelurahan, menuju Penajam, di ruang rapat Garuda, dekat embung, di
    stasiun Gambir, di klinik pratama, di kebun percobaan, di bandara Sepinggan, sekitar titik
    nol, di kampung halaman
""")
TIMES = listed("""
    sebelum subuh, pada triwulan kedua, sehabis Lebaran, kemarin lusa, minggu depan, sejak
    pandemi, tahun anggaran berikutnya, selama masa percobaan, setiap Kamis sore, menjelang
    pensiun, waktu hujan deras, usai upacara, hingga tenggat terlewati, saat cuti bersama
""")
REASONS = listed("""
    karena atasannya tidak pernah menjawab, supaya anak-anak tetap bersekolah, meskipun belum
    diminta, sebab aturannya berubah dua kali, agar tidak kena potongan, walau ongkosnya mahal,
    kecuali bila keluarga ikut serta, tanpa menunggu pengumuman resmi, demi orang tua yang
    sakit, asal listrik dan air sudah menyala, padahal formulirnya hilang, kalau memang
    diperbolehkan
""")
ASKING = listed("""
    Apakah, Mengapa, Sejak kapan, Bagaimana caranya, Siapa yang menjamin bahwa, Benarkah,
    Bolehkah
""")
SLANG = {
    "tidak": "gak",
    "sudah": "udah",
    "karena": "krn",
    "yang": "yg",
    "supaya": "biar",
    "menanyakan": "nanyain",
    "kalau": "klo",
    "sekitar": "sktr",
    "dengan": "dgn",
    "saya": "gue",
    "belum": "blm",
}
SIGNS = [
    "“{}”",
    "({})",
    "«{}»",
    "{} – serius…",
    "• {}",
    "{} → selesai ✓",
    "{} 😀🏝️",
    "§ {} ½",
    "{}™",
]


def clause(pick: random.Random) -> str:
    """Four to six parts, some left out."""
    parts = [pick.choice(PEOPLE), pick.choice(DEEDS), pick.choice(THINGS)]
    parts += [pick.choice(group) for group in (PLACES, TIMES, REASONS) if pick.random() < 0.6]
    return " ".join(parts)


def plain(pick: random.Random) -> str:
    return clause(pick).capitalize() + "."


def asked(pick: random.Random) -> str:
    return f"{pick.choice(ASKING)} {clause(pick)}?"


def shouted(pick: random.Random) -> str:
    return clause(pick).upper() + "!" * pick.randint(1, 4)


def chatted(pick: random.Random) -> str:
    words = [SLANG.get(word, word) for word in clause(pick).split()]
    return " ".join(words) + pick.choice([" dong", " sih??", " wkwk", " min", ",,, gmn ya", ""])


def numbered(pick: random.Random) -> str:
    money = f"Rp{pick.randint(1, 999)}.{pick.randint(0, 999):03d}.000,00"
    date = f"{pick.randint(1, 28)}/{pick.randint(1, 12)}/20{pick.randint(10, 45)}"
    article = (
        f"Pasal {pick.randint(1, 80)} ayat ({pick.randint(1, 9)}) huruf {pick.choice('abcdef')}"
    )
    return f"{pick.choice([article, date])}: {clause(pick)} {pick.choice([money, date])}"


def signed(pick: random.Random) -> str:
    return pick.choice(SIGNS).format(clause(pick))


def dressed_in_unicode(pick: random.Random) -> str:
    """Full width, ligatures, no-break and zero-width spaces, tabs: what the normaliser is for."""
    text = clause(pick)
    wide = "".join(chr(ord(c) + 0xFEE0) if "a" <= c <= "z" else c for c in text[:12]) + text[12:]
    odd = [
        wide,
        text.replace("fi", "ﬁ").replace(" ", "\u00a0", 2),
        text.replace(" ", "\t", 1) + "\n",
        "  " + text.replace(" ", "   ", 2),
        text.replace(" ", "\u200b ", 1),
        text + " é à ö ﷺ № ㎡ 10²",
        text + " 日本 ꦗ",
    ]
    return pick.choice(odd)


def short(pick: random.Random) -> str:
    """A word or two, sometimes with a number: the shortest thing that people type."""
    word = pick.choice(pick.choice([THINGS, PLACES, TIMES]))
    return pick.choice([word, word.title(), f"{word} {pick.randint(2, 3000)}", word.split()[0]])


def long(pick: random.Random) -> str:
    """100 to 600 tokens and a little more."""
    return " ".join(plain(pick) for _ in range(pick.randint(6, 40)))


KINDS: list[tuple[Callable[[random.Random], str], int]] = [
    (plain, 70),
    (asked, 70),
    (shouted, 50),
    (chatted, 70),
    (numbered, 70),
    (signed, 60),
    (dressed_in_unicode, 60),
    (short, 55),
    (long, 15),
]


def sentences() -> list[str]:
    """520 different sentences, the same ones every time."""
    pick = random.Random(20240817)
    made: dict[str, None] = {}
    for make, count in KINDS:
        wanted = len(made) + count
        while len(made) < wanted:
            made[make(pick)] = None
    return list(made)
