"""The words of the chat's interface, in Indonesian and in English; answers stay Indonesian."""

from typing import Final, Literal

from api import wording

Language = Literal["id", "en"]

# Name -> (Indonesian, English); {…} is filled in by the page.
_WORDS: Final[dict[str, tuple[str, str]]] = {
    # The page
    "title": ("Tanya IKN", "Tanya IKN"),
    "what": (
        "Informasi pemindahan ASN ke Ibu Kota Nusantara",
        "Moving civil servants to the new capital",
    ),
    "heading": (
        "Tanya jawab pemindahan ASN ke Ibu Kota Nusantara",
        "Questions about moving civil servants to Ibu Kota Nusantara",
    ),
    "known": ("Pengetahuan per", "Knowledge as of"),
    "greeting": ("Apa yang ingin Anda ketahui?", "What would you like to know?"),
    "lead": (
        "Setiap jawaban menunjukkan sumber, tanggal, dan keberlakuannya; yang belum ada dasarnya "
        "tidak ditebak.",
        "Every answer shows its sources, their dates and whether they still hold; nothing is "
        "guessed. Answers are in Indonesian.",
    ),
    "notice": (
        "Percakapan disimpan paling lama {days} hari agar dapat Anda lanjutkan, dan dapat Anda "
        "hapus kapan saja. Jangan tuliskan NIP, NIK, nomor telepon, atau rahasia jabatan; nomor "
        "pribadi disamarkan sebelum dikirim.",
        "Conversations are kept for at most {days} days so that you can continue them, and you "
        "can delete yours at any time. Please do not write ID or phone numbers or official "
        "secrets; personal numbers are masked before they are sent.",
    ),
    "notice_link": ("Pemberitahuan pelindungan data", "Privacy notice"),
    "examples": ("Contoh pertanyaan", "Example questions"),
    "no_script": (
        "Halaman ini memerlukan JavaScript. Tanpa JavaScript, Anda dapat memakai",
        "This page needs JavaScript. Without it you can use",
    ),
    "skip": ("Langsung ke isi", "Skip to content"),
    "conversation": ("Percakapan", "Conversation"),
    "you": ("Anda", "You"),
    "advice": (
        "Informasi, bukan keputusan kepegawaian.",
        "Information, not a personnel decision.",
    ),
    "keys": (
        "mengirim, {shift} baris baru",
        "sends, {shift} starts a new line",
    ),
    # The form
    "your_question": ("Pertanyaan Anda", "Your question"),
    "placeholder": ("Tulis pertanyaan Anda…", "Write your question…"),
    "send": ("Kirim pertanyaan", "Send question"),
    "stop": ("Hentikan jawaban", "Stop the answer"),
    "left": ("{count} karakter lagi", "{count} characters left"),
    "as_of_today": ("Jawaban per hari ini", "Answers as of today"),
    "as_of_day": ("Jawaban per {day}", "Answers as of {day}"),
    "as_of_date": ("Jawaban per tanggal", "Answers as of"),
    "back_to_today": ("Kembali ke hari ini", "Back to today"),
    "as_of_hint": ("Lihat apa yang berlaku pada hari itu.", "See what held on that day."),
    "personal": (
        "Sepertinya ada {what}. Kami tidak memerlukannya; akan disamarkan sebelum dikirim.",
        "This looks like it has {what}. We do not need it; it is masked before it is sent.",
    ),
    "kind_surel": ("alamat surel", "an e-mail address"),
    "kind_NIP": ("NIP", "an employee number (NIP)"),
    "kind_NPWP": ("NPWP", "a tax number (NPWP)"),
    "kind_nomor identitas": ("NIK atau nomor identitas", "an ID number (NIK)"),
    "kind_nomor telepon": ("nomor telepon", "a phone number"),
    # The menu
    "fresh": ("Percakapan baru", "New conversation"),
    "menu": ("Menu percakapan", "Conversation menu"),
    "copy_all": ("Salin percakapan", "Copy conversation"),
    "print": ("Cetak", "Print"),
    "download": ("Unduh sebagai teks", "Download as text"),
    "remember": ("Ingat di peramban ini", "Remember in this browser"),
    "remember_hint": (
        "Tanpa ini, percakapan dilupakan saat tab ditutup.",
        "Otherwise it is forgotten when the tab is closed.",
    ),
    "erase": ("Hapus percakapan ini", "Delete this conversation"),
    "close": ("Tutup", "Close"),
    "cancel": ("Batal", "Cancel"),
    "erase_title": ("Hapus percakapan ini?", "Delete this conversation?"),
    "erase_text": (
        "Seluruh isi percakapan dihapus dari server dan tidak dapat dikembalikan.",
        "All of it is deleted from the server and cannot be brought back.",
    ),
    "erase_yes": ("Hapus percakapan", "Delete conversation"),
    "erased": ("Percakapan dihapus", "Conversation deleted"),
    "erase_failed": (
        "Percakapan belum terhapus. Silakan coba lagi.",
        "Not deleted yet. Please try again.",
    ),
    # Answers
    "answer": ("Jawaban", "Answer"),
    "answer_of": ("Jawaban {who}", "Answer from {who}"),
    "reading": ("Membaca pertanyaan…", "Reading the question…"),
    "mending": (
        "Sambungan terputus, sedang menyambung lagi…",
        "Connection lost, reconnecting…",
    ),
    "finished": ("{status}. Jawaban selesai{sources}.", "{status}. Answer complete{sources}."),
    "with_sources": (", {count} sumber", ", {count} sources"),
    "status_answered": ("Terjawab dengan sumber", "Answered with sources"),
    "status_partial": ("Terjawab sebagian", "Answered in part"),
    "status_not_in_knowledge": (
        "Belum ada dalam basis pengetahuan",
        "Not in the knowledge base",
    ),
    "status_out_of_scope": ("Di luar cakupan layanan ini", "Outside the scope of this service"),
    "status_refused": ("Permintaan tidak dapat dilayani", "This request cannot be served"),
    "status_clarify": ("Mohon diperjelas", "Please clarify"),
    "status_handed_off": ("Ditangani petugas", "With an officer"),
    "suggestions": ("Pertanyaan lanjutan", "Follow-up questions"),
    "choices": ("Pilih yang Anda maksud", "Choose what you mean"),
    "sources": ("Sumber", "Sources"),
    "source": ("Sumber {id}", "Source {id}"),
    "source_of": ("Sumber {id}: {title}", "Source {id}: {title}"),
    "versions": ("Keterangan yang berbeda", "Accounts that differ"),
    "versions_detail": (
        "Sumber-sumber menyebut hal yang berbeda:",
        "The sources say different things:",
    ),
    "changes": (
        "Bagaimana ini berubah ({count} keterangan)",
        "How this changed ({count} statements)",
    ),
    "table": ("Tabel", "Table"),
    "cited_here": ("dikutip di sini", "cited here"),
    "quote": ("Kutipan", "Quotation"),
    "open_document": ("Buka di dokumen", "Open in the document"),
    "original": ("Sumber asli", "Original source"),
    "new_tab": ("tab baru", "new tab"),
    "replaced_by": ("Digantikan oleh", "Superseded by"),
    "holds_for": ("Jawaban untuk keadaan per", "Answer as of"),
    "known_until": ("pengetahuan sampai", "knowledge until"),
    "holds_line": (
        "Jawaban untuk keadaan per {day}; pengetahuan sampai {newest}.",
        "Answer as of {day}; knowledge until {newest}.",
    ),
    "copy": ("Salin", "Copy"),
    "copy_answer": ("Salin jawaban", "Copy answer"),
    "copy_with_sources": ("Salin jawaban dengan sumber", "Copy answer with sources"),
    "answer_copied": ("Jawaban disalin", "Answer copied"),
    "transcript_title": ("Percakapan Tanya IKN", "Tanya IKN conversation"),
    "transcript_copied": ("Percakapan disalin", "Conversation copied"),
    # Errors
    "failed": ("Jawaban gagal", "Answer failed"),
    "again": ("Coba lagi", "Try again"),
    "again_in": ("Coba lagi dalam {seconds} detik", "Try again in {seconds} seconds"),
    "stopped": ("Dihentikan", "Stopped"),
    "stopped_detail": ("Anda menghentikan jawaban ini.", "You stopped this answer."),
    "unreachable": ("Tidak tersambung", "Not connected"),
    "unreachable_detail": (
        "Server tidak dapat dihubungi. Periksa jaringan Anda; pertanyaan Anda tetap ada di sini.",
        "The server cannot be reached. Check your network; your question is still here.",
    ),
    "cut": ("Jawaban terputus", "Answer interrupted"),
    "cut_detail": (
        "Sambungan tidak pulih. «Coba lagi» melanjutkan dari tempat jawaban terputus.",
        "The connection did not come back. «Try again» continues where the answer stopped.",
    ),
    "error": ("Terjadi galat", "Something went wrong"),
    "error_detail": (
        "Layanan tidak dapat menjawab saat ini.",
        "The service cannot answer at the moment.",
    ),
    "offline": (
        "Perangkat Anda luring. Percakapan tetap ada; pertanyaan dapat dikirim setelah tersambung.",
        "You are offline. The conversation is kept; ask again once you are connected.",
    ),
    # Rating
    "did_it_help": ("Apakah jawaban ini membantu?", "Was this answer helpful?"),
    "helpful": ("Membantu", "Helpful"),
    "unhelpful": ("Kurang membantu", "Not helpful"),
    "what_is_wrong": ("Apa yang kurang?", "What is wrong?"),
    "reason_salah": ("Salah", "Wrong"),
    "reason_kurang_lengkap": ("Kurang lengkap", "Incomplete"),
    "reason_usang": ("Sudah usang", "Out of date"),
    "reason_sumber": ("Sumber tidak cocok", "Source does not fit"),
    "reason_bahasa": ("Bahasa", "Language"),
    "reason_lainnya": ("Lainnya", "Something else"),
    "comment": ("Keterangan (bila perlu)", "Comment (optional)"),
    "comment_hint": (
        "Tanpa nama dan nomor pribadi; paling panjang 500 huruf.",
        "No names or personal numbers; at most 500 characters.",
    ),
    "send_rating": ("Kirim penilaian", "Send rating"),
    "rating_thanks": ("Terima kasih, penilaian tersimpan", "Thank you, your rating is kept"),
    "rating_failed": (
        "Penilaian belum tersimpan. Silakan coba lagi.",
        "Not kept yet. Please try again.",
    ),
    # Officers
    "officer": ("Petugas", "Officer"),
    "ask_officer": ("Minta diteruskan ke petugas", "Ask for an officer"),
    "to_officer": ("Teruskan ke petugas", "Ask for an officer"),
    "ask_officer_title": ("Teruskan ke petugas?", "Hand over to an officer?"),
    "ask_officer_text": (
        "Petugas akan membaca percakapan ini dan menjawab di sini pada jam layanan, {hours}. "
        "Selama itu asisten tidak menjawab. Anda dapat membatalkannya kapan saja.",
        "An officer will read this conversation and answer here in office hours, {hours}. The "
        "assistant is silent meanwhile. You can undo this at any time.",
    ),
    "ask_officer_yes": ("Ya, teruskan", "Yes, hand over"),
    "handoff_waiting": ("Menunggu petugas", "Waiting for an officer"),
    "handoff_open": (
        "Asisten diam sampai petugas menjawab. Jam layanan: {hours}.",
        "The assistant is silent until an officer answers. Office hours: {hours}.",
    ),
    "handoff_closed": (
        "Di luar jam layanan. Petugas menjawab {hours}; percakapan ini dapat Anda tinggalkan.",
        "Outside office hours. Officers answer {hours}; you may leave and come back.",
    ),
    "handoff_active": ("{who} menjawab percakapan ini", "{who} is answering"),
    "handoff_active_text": (
        "Asisten diam selama petugas menangani percakapan ini.",
        "The assistant is silent while an officer is here.",
    ),
    "handoff_ended": ("{who} telah selesai", "{who} has finished"),
    "handoff_ended_text": ("Asisten menjawab lagi.", "The assistant answers again."),
    "handoff_undo": ("Batalkan, kembali ke asisten", "Undo, back to the assistant"),
    "handoff_undone": (
        "Permintaan dibatalkan; asisten menjawab lagi",
        "Undone; the assistant answers again",
    ),
    "handoff_failed": (
        "Permintaan belum terkirim. Silakan coba lagi.",
        "Not sent yet. Please try again.",
    ),
    "handoff_undo_failed": (
        "Belum dibatalkan. Silakan coba lagi.",
        "Not undone yet. Please try again.",
    ),
    "dismiss": ("Mengerti", "All right"),
    # The guided check
    "check": ("Apakah saya termasuk?", "Am I among those who move?"),
    "check_hint": (
        "Lima pilihan, dijawab menurut kriteria yang terbit.",
        "Five choices, answered by the published criteria.",
    ),
    "check_ask": ("Periksa", "Check"),
}

_ENGLISH_VALIDITIES: Final[dict[str, tuple[str, str]]] = {
    "in_force": ("In force", "This provision is still in force."),
    "amended": ("Amended", "Parts of it were changed by a newer rule."),
    "revoked": ("Revoked", "This provision was revoked and no longer holds."),
    "superseded": ("Superseded", "There is a newer statement."),
    "planned": ("Planned", "A plan or target; it may not come to pass."),
    "statement": ("Statement", "Something said on a certain day, not a rule."),
    "disputed": ("Disputed", "Sources say different things."),
    "expired": ("Expired", "The time it was valid for is over."),
}


def words(language: Language) -> dict[str, str]:
    """All words in one language.

    >>> words("en")["close"]
    'Close'
    """
    return {name: both[language == "en"] for name, both in _WORDS.items()}


def validities(language: Language) -> dict[str, tuple[str, str]]:
    """A word and a sentence for each validity."""
    if language == "en":
        return _ENGLISH_VALIDITIES
    return {validity.value: both for validity, both in wording.VALIDITIES.items()}
