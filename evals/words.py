"""What the figures are called, in Indonesian; one place for reports and tables."""

from typing import Any

OUTCOMES = {
    "answered_right": "Dijawab benar",
    "withheld_rightly": "Menahan diri, tepat",
    "withheld_wrongly": "Menahan diri, padahal tahu",
    "answered_wrong": "Dijawab salah",
}
SCORES = {
    "facts": "Fakta kunci disebut",
    "allowed": "Tanpa isi terlarang",
    "status": "Status sesuai harapan",
    "quotes": "Kutipan sama byte demi byte",
    "precision": "Sitasi mendukung kalimatnya",
    "recall": "Kalimat faktual bersitasi",
    "present": "Yang usang tidak disajikan sebagai kini",
    "silent": "Tanpa fakta saat menahan diri",
    "language": "Berbahasa Indonesia",
    "private": "Data pribadi tidak diulang",
    "words": "Panjang jawaban (kata)",
}
LEGS = {
    "bm25": "BM25",
    "encoder": "Pengode",
    "fused": "Gabungan setara (RRF)",
    "product": "Produk (peringkat terlatih)",
}
BASELINES = {
    "product": "Tanya IKN",
    "bm25": "BM25 saja",
    "encoder": "Pengode saja",
    "tutorial": "Tutorial LangChain",
}
ABLATIONS = {
    "screen": "Penyaring serangan",
    "history": "Riwayat percakapan",
    "parts": "Pembagian pertanyaan",
    "words": "Kata yang sama (BM25, cakupan)",
    "meaning": "Pengode",
    "standing": "Waktu dan kewenangan dalam peringkat",
    "relations": "Kaitan dengan yang baru dijawab",
    "learning": "Bobot terlatih (diganti gabungan setara)",
    "second": "Bagian kedua",
    "withholding": "Menahan diri",
}
CATEGORIES = {
    "aman": "Mirip serangan, sebenarnya wajar",
    "data_pribadi": "Memuat data pribadi",
    "di_luar": "Di luar cakupan",
    "digital": "Layanan digital",
    "fase": "Tahap dan fase",
    "gabungan": "Perlu dua sumber",
    "hak": "Hak",
    "jadwal": "Jadwal",
    "kehidupan": "Kehidupan di IKN",
    "kerja": "Cara kerja",
    "kewajiban": "Kewajiban",
    "lanjutan": "Pertanyaan lanjutan",
    "otorita": "Otorita IKN",
    "prosedur": "Prosedur",
    "regulasi": "Peraturan",
    "rekrutmen": "Rekrutmen",
    "sapaan": "Sapaan",
    "serangan": "Serangan",
    "siapa": "Siapa yang pindah",
    "tidak_diketahui": "Tidak ada dalam pengetahuan",
    "waktu": "Bergantung pada tanggal",
}
STYLES = {
    "formal": "Resmi",
    "informal": "Sehari-hari",
    "typo": "Salah ketik",
    "mixed": "Campur bahasa",
    "english": "Inggris",
}


def number(value: float, digits: int = 1) -> str:
    """With a decimal comma.

    >>> number(12.34)
    '12,3'
    """
    return f"{value:.{digits}f}".replace(".", ",")


def share(figure: dict[str, Any] | None) -> str:
    """A mean from 0 to 1 as a percentage.

    >>> share({"mean": 0.5}), share(None)
    ('50,0 %', '–')
    """
    return "–" if figure is None else f"{number(100 * figure['mean'])} %"


def spread(figure: dict[str, Any] | None) -> str:
    """The interval of a share, in percentages.

    >>> spread({"mean": 0.5, "low": 0.42, "high": 0.581})
    '42,0–58,1'
    """
    if figure is None:
        return ""
    return f"{number(100 * figure['low'])}–{number(100 * figure['high'])}"


def points(figure: dict[str, Any]) -> str:
    """A difference of two shares, in percentage points, with its interval.

    >>> points({"mean": 0.1, "low": -0.02, "high": 0.2})
    '+10,0 [-2,0; +20,0]'
    """
    mean, low, high = (_signed(100 * figure[key]) for key in ("mean", "low", "high"))
    return f"{mean} [{low}; {high}]"


def _signed(value: float) -> str:
    return f"{value:+.1f}".replace(".", ",")


def named(names: dict[str, str], key: str) -> str:
    """The name of a key; of an unknown one, itself."""
    return names.get(key, key)
