// @ts-check
// The fixed words of covers, in the language of whoever receives them. {sender}, {organisation}, {button} and {hint} are
// filled in; names of files stay as they are.

/**
 * @typedef {{ subject: string, heading: string, introduction: string, button: string, html: string, save: string, zip: string, link: string,
 *   linkOrFile: string, give: string, asc: string, key: string, passphrase: string, hint: string, privacy: string, footer: string }} CoverWords
 *   `html`, `save`, `zip`, `link`, `linkOrFile`, `give`, `asc`, `key`, `passphrase`: steps; `footer`: what keeps it safe, and what does not
 */

/** @type {Readonly<Record<string, CoverWords>>} */
export const coverWords = {
  en: {
    subject: "Protected message from {sender}",
    heading: "A protected message",
    introduction: "{sender} has sent you a protected message.",
    button: "Read the message",
    html: "Open the attached file message.html. It opens in your browser, also without a connection.",
    save: "If your mail program does not open it, save it first and open it from there.",
    zip: "Save the attached file message.zip, and open message.html in it with your browser.",
    link: "Choose “{button}”. The message opens in your browser.",
    linkOrFile: "Choose “{button}”, or open the attached file message.html.",
    give: "If the page asks for the message, give it the attached file message.asc.",
    asc: "Open the attached file message.asc with an OpenPGP program.",
    key: "Open this mail in a program that has your key.",
    passphrase: "Type the passphrase. {sender} gives it to you in another way than by mail, such as by telephone.",
    hint: "Hint for the passphrase: {hint}",
    privacy: "Privacy statement",
    footer: "The message was encrypted in the sender’s browser; mail servers cannot read it. Did you not expect it? Then ask {sender} first, in a way you already know.",
  },
  nl: {
    subject: "Beveiligd bericht van {sender}",
    heading: "Een beveiligd bericht",
    introduction: "{sender} heeft u een beveiligd bericht gestuurd.",
    button: "Het bericht lezen",
    html: "Open het bijgevoegde bestand message.html. Het opent in uw browser, ook zonder verbinding.",
    save: "Opent uw mailprogramma het niet, sla het dan eerst op en open het daarvandaan.",
    zip: "Sla het bijgevoegde bestand message.zip op, en open message.html daaruit in uw browser.",
    link: "Kies ‘{button}’. Het bericht opent in uw browser.",
    linkOrFile: "Kies ‘{button}’, of open het bijgevoegde bestand message.html.",
    give: "Vraagt de pagina om het bericht, geef haar dan het bijgevoegde bestand message.asc.",
    asc: "Open het bijgevoegde bestand message.asc met een OpenPGP-programma.",
    key: "Open deze mail in een programma dat uw sleutel heeft.",
    passphrase: "Typ de wachtwoordzin. Die krijgt u van {sender} op een andere manier dan per mail, bijvoorbeeld per telefoon.",
    hint: "Hint bij de wachtwoordzin: {hint}",
    privacy: "Privacyverklaring",
    footer: "Het bericht is versleuteld in de browser van de afzender; mailservers kunnen het niet lezen. Verwachtte u het niet? Vraag het dan eerst na bij {sender}, op een manier die u al kent.",
  },
  de: {
    subject: "Geschützte Nachricht von {sender}",
    heading: "Eine geschützte Nachricht",
    introduction: "{sender} hat Ihnen eine geschützte Nachricht gesendet.",
    button: "Nachricht lesen",
    html: "Öffnen Sie die angehängte Datei message.html. Sie öffnet sich in Ihrem Browser, auch ohne Verbindung.",
    save: "Öffnet Ihr Mailprogramm sie nicht, speichern Sie sie zuerst und öffnen Sie sie von dort.",
    zip: "Speichern Sie die angehängte Datei message.zip und öffnen Sie die darin enthaltene Datei message.html mit Ihrem Browser.",
    link: "Wählen Sie „{button}“. Die Nachricht öffnet sich in Ihrem Browser.",
    linkOrFile: "Wählen Sie „{button}“ oder öffnen Sie die angehängte Datei message.html.",
    give: "Fragt die Seite nach der Nachricht, geben Sie ihr die angehängte Datei message.asc.",
    asc: "Öffnen Sie die angehängte Datei message.asc mit einem OpenPGP-Programm.",
    key: "Öffnen Sie diese Mail in einem Programm, das Ihren Schlüssel hat.",
    passphrase: "Geben Sie die Passphrase ein. {sender} teilt sie Ihnen auf anderem Weg als per E-Mail mit, etwa am Telefon.",
    hint: "Hinweis zur Passphrase: {hint}",
    privacy: "Datenschutzerklärung",
    footer: "Die Nachricht wurde im Browser des Absenders verschlüsselt; Mailserver können sie nicht lesen. Haben Sie sie nicht erwartet? Dann fragen Sie zuerst bei {sender} nach, auf einem Weg, den Sie schon kennen.",
  },
  fr: {
    subject: "Message protégé de {sender}",
    heading: "Un message protégé",
    introduction: "{sender} vous a envoyé un message protégé.",
    button: "Lire le message",
    html: "Ouvrez le fichier joint message.html. Il s’ouvre dans votre navigateur, même sans connexion.",
    save: "Si votre messagerie ne l’ouvre pas, enregistrez-le d’abord, puis ouvrez-le.",
    zip: "Enregistrez le fichier joint message.zip, puis ouvrez avec votre navigateur le fichier message.html qu’il contient.",
    link: "Choisissez «\u00a0{button}\u00a0». Le message s’ouvre dans votre navigateur.",
    linkOrFile: "Choisissez «\u00a0{button}\u00a0», ou ouvrez le fichier joint message.html.",
    give: "Si la page demande le message, donnez-lui le fichier joint message.asc.",
    asc: "Ouvrez le fichier joint message.asc avec un logiciel OpenPGP.",
    key: "Ouvrez ce courriel dans un logiciel qui possède votre clé.",
    passphrase: "Saisissez la phrase secrète. {sender} vous la communique autrement que par courriel, par exemple par téléphone.",
    hint: "Indice pour la phrase secrète\u00a0: {hint}",
    privacy: "Politique de confidentialité",
    footer: "Le message a été chiffré dans le navigateur de l’expéditeur\u00a0; les serveurs de messagerie ne peuvent pas le lire. Vous ne l’attendiez pas\u00a0? Demandez d’abord à {sender}, par un moyen que vous connaissez déjà.",
  },
  es: {
    subject: "Mensaje protegido de {sender}",
    heading: "Un mensaje protegido",
    introduction: "{sender} le ha enviado un mensaje protegido.",
    button: "Leer el mensaje",
    html: "Abra el archivo adjunto message.html. Se abre en su navegador, también sin conexión.",
    save: "Si su programa de correo no lo abre, guárdelo primero y ábralo desde allí.",
    zip: "Guarde el archivo adjunto message.zip y abra con su navegador el archivo message.html que contiene.",
    link: "Elija «{button}». El mensaje se abre en su navegador.",
    linkOrFile: "Elija «{button}», o abra el archivo adjunto message.html.",
    give: "Si la página pide el mensaje, indíquele el archivo adjunto message.asc.",
    asc: "Abra el archivo adjunto message.asc con un programa OpenPGP.",
    key: "Abra este correo con un programa que tenga su clave.",
    passphrase: "Escriba la frase de contraseña. {sender} se la comunica por una vía distinta del correo, por ejemplo por teléfono.",
    hint: "Pista para la frase de contraseña: {hint}",
    privacy: "Declaración de privacidad",
    footer: "El mensaje se cifró en el navegador del remitente; los servidores de correo no pueden leerlo. ¿No lo esperaba? Pregunte antes a {sender} por un medio que ya conozca.",
  },
  ar: {
    subject: "رسالة محمية من {sender}",
    heading: "رسالة محمية",
    introduction: "لديك رسالة محمية من {sender}.",
    button: "قراءة الرسالة",
    html: "افتح الملف المرفق message.html. يُفتح في متصفحك، حتى من دون اتصال بالإنترنت.",
    save: "إذا لم يفتحه برنامج البريد، فاحفظه أولًا ثم افتحه من مكان حفظه.",
    zip: "احفظ الملف المرفق message.zip، ثم افتح بمتصفحك الملف message.html الموجود فيه.",
    link: "اختر «{button}». تُفتح الرسالة في متصفحك.",
    linkOrFile: "اختر «{button}»، أو افتح الملف المرفق message.html.",
    give: "إذا طلبت الصفحة الرسالة، فأعطها الملف المرفق message.asc.",
    asc: "افتح الملف المرفق message.asc ببرنامج OpenPGP.",
    key: "افتح هذا البريد ببرنامج لديه مفتاحك.",
    passphrase: "اكتب عبارة المرور. تصلك من {sender} بطريقة غير البريد الإلكتروني، كالهاتف مثلًا.",
    hint: "تلميح لعبارة المرور: {hint}",
    privacy: "بيان الخصوصية",
    footer: "شُفّرت الرسالة في متصفح المُرسِل، ولا تستطيع خوادم البريد قراءتها. إن لم تكن تتوقعها، فاسأل {sender} أولًا بطريقة تعرفها.",
  },
};

/** Languages written from right to left. */
const rightToLeft = new Set(["ar", "fa", "he", "ps", "ur", "yi"]);

/**
 * The language of the fixed words for a wish: itself, what it is a kind of, or English.
 * @param {string} language
 */
export function coverLanguage(language) {
  const [base = ""] = language.toLowerCase().split("-");
  return [language, base].find((one) => Object.hasOwn(coverWords, one)) ?? "en";
}

/** @param {string} language @returns {"ltr"|"rtl"} */
export function directionOf(language) {
  return rightToLeft.has(language.toLowerCase().split("-")[0] ?? "") ? "rtl" : "ltr";
}
