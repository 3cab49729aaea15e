/** A person who sends or receives mail. */
export interface Person {
  readonly name: string;
  /** Local part of the address: ASCII, because SES has no SMTPUTF8. */
  readonly local: string;
}

/** Phrases for mail in one language. */
export interface Phrases {
  readonly language: string;
  readonly people: readonly Person[];
  readonly subject: string;
  readonly greeting: string;
  readonly text: string;
  readonly fileName: string;
}

const person = (name: string, local: string): Person => ({ name, local });

/**
 * Languages with scripts of many kinds: accents, right to left, no spaces, more than one UTF-16
 * unit per character.
 */
export const phrases: readonly Phrases[] = [
  {
    language: 'en',
    people: [
      person("Siobhán O'Neill", 'siobhan.oneill'),
      person('Kwame Mensah, Jr.', 'kwame.mensah'),
      person('Priya Raman', 'priya.raman'),
    ],
    subject: 'Your order has been shipped',
    greeting: 'Hello',
    text: 'your parcel left our warehouse this morning. It is expected to arrive within two working days.',
    fileName: 'Invoice 2026-03.pdf',
  },
  {
    language: 'de',
    people: [
      person('Jörg Weißmüller', 'joerg.weissmueller'),
      person('Änne Größer', 'aenne.groesser'),
    ],
    subject: 'Ihre Rechnung für März – bitte prüfen',
    greeting: 'Guten Tag',
    text: 'anbei finden Sie die Rechnung über 1.234,50 €. Für Rückfragen stehen wir gern zur Verfügung.',
    fileName: 'Rechnung März – Größer & Söhne.pdf',
  },
  {
    language: 'fr',
    people: [person('Zoë Lefèvre', 'zoe.lefevre'), person('François Noël', 'francois.noel')],
    subject: 'Votre réservation est confirmée',
    greeting: 'Bonjour',
    text: 'votre table est réservée pour jeudi à vingt heures. À très bientôt, et bon appétit !',
    fileName: 'reçu « été ».pdf',
  },
  {
    language: 'pl',
    people: [
      person('Łukasz Żółć', 'lukasz.zolc'),
      person('Małgorzata Święcicka', 'malgorzata.swiecicka'),
    ],
    subject: 'Twoje zgłoszenie zostało przyjęte',
    greeting: 'Dzień dobry',
    text: 'dziękujemy za wiadomość. Odpowiemy w ciągu jednego dnia roboczego.',
    fileName: 'zgłoszenie.pdf',
  },
  {
    language: 'vi',
    people: [person('Nguyễn Thị Hồng', 'hong.nguyen'), person('Trần Đức', 'duc.tran')],
    subject: 'Đơn hàng của bạn đang được giao',
    greeting: 'Xin chào',
    text: 'đơn hàng của bạn sẽ đến trong hôm nay. Cảm ơn bạn đã mua hàng.',
    fileName: 'hóa đơn.pdf',
  },
  {
    language: 'el',
    people: [
      person('Ελένη Παπαδοπούλου', 'eleni.papadopoulou'),
      person('Γιώργος Νικολάου', 'giorgos.nikolaou'),
    ],
    subject: 'Η παραγγελία σας είναι έτοιμη',
    greeting: 'Γεια σας',
    text: 'η παραγγελία σας είναι έτοιμη για παραλαβή από το κατάστημα.',
    fileName: 'τιμολόγιο.pdf',
  },
  {
    language: 'uk',
    people: [
      person('Олена Ковальчук', 'olena.kovalchuk'),
      person('Дмитро Шевченко', 'dmytro.shevchenko'),
    ],
    subject: 'Підтвердьте свою адресу',
    greeting: 'Вітаємо',
    text: 'щоб завершити реєстрацію, підтвердьте, будь ласка, свою адресу електронної пошти.',
    fileName: 'рахунок.pdf',
  },
  {
    language: 'zh',
    people: [person('王小明', 'xiaoming.wang'), person('李娜', 'li.na')],
    subject: '您的订单已发货',
    greeting: '您好',
    text: '您的包裹已于今天上午发出,预计两天内送达。感谢您的惠顾。',
    fileName: '发票.pdf',
  },
  {
    language: 'ja',
    people: [person('山田 花子', 'hanako.yamada'), person('髙橋 健', 'ken.takahashi')],
    subject: 'ご予約の確認',
    greeting: 'こんにちは',
    text: 'ご予約ありがとうございます。当日お会いできるのを楽しみにしております。',
    fileName: '領収書.pdf',
  },
  {
    language: 'ko',
    people: [person('김민수', 'minsu.kim'), person('박지영', 'jiyoung.park')],
    subject: '비밀번호를 다시 설정하세요',
    greeting: '안녕하세요',
    text: '아래 링크를 눌러 비밀번호를 다시 설정하세요. 링크는 한 시간 동안 유효합니다.',
    fileName: '영수증.pdf',
  },
  {
    language: 'ar',
    people: [person('ليلى حداد', 'layla.haddad'), person('يوسف المصري', 'youssef.almasri')],
    subject: 'تم تأكيد موعدك',
    greeting: 'مرحبا',
    text: 'تم تأكيد موعدك يوم الخميس الساعة العاشرة صباحا. نراك قريبا.',
    fileName: 'فاتورة.pdf',
  },
  {
    language: 'emoji',
    people: [person('Ana 🌻 Souza', 'ana.souza'), person('Team 👩🏽‍🚀 Orbit', 'team.orbit')],
    subject: '🎉 Happy birthday! 🎂 A present for you 🎁',
    greeting: 'Hey 👋🏾',
    text: 'enjoy 20 % off until Sunday 🛍️ – with love from the whole team 👨‍👩‍👧‍👦.',
    fileName: 'gift 🎁.pdf',
  },
];

/**
 * Domains reserved for examples (RFC 2606), and internationalised names below them, which the same
 * verified domain covers.
 */
export const recipientDomains: readonly string[] = [
  'example.com',
  'example.org',
  'example.net',
  'mail.example.com',
  'bücher.example.com',
  'παράδειγμα.example.org',
  'почта.example.net',
  '例え.example.com',
];
