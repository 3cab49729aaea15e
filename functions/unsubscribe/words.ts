/** Languages of the pages, by their tags (RFC 5646). */
export const languages = ['en', 'de', 'fr', 'es', 'it', 'pt', 'ja', 'ko'] as const;

export type Language = (typeof languages)[number];

/** Texts of the pages; `{name}` is the tenant, `{kind}` the kind of mail. */
export interface Words {
  /** Names of the streams that every deployment has. */
  readonly kinds: Readonly<Record<'marketing' | 'notifications', string>>;
  readonly ask: string;
  readonly leave: string;
  readonly left: string;
  readonly comeBack: string;
  readonly backAgain: string;
  /** Mail that comes all the same. */
  readonly stillComes: string;
  readonly choose: string;
  readonly save: string;
  readonly saved: string;
  readonly unknown: string;
  readonly failed: string;
  readonly notUnderstood: string;
}

/** The texts in each language. */
export const words: Readonly<Record<Language, Words>> = {
  en: {
    kinds: { marketing: 'News and offers', notifications: 'Notifications' },
    ask: 'Unsubscribe from “{kind}” by {name}?',
    leave: 'Unsubscribe',
    left: 'You are unsubscribed. “{kind}” by {name} will not come any more.',
    comeBack: 'Subscribe again',
    backAgain: 'You are subscribed again.',
    stillComes: 'Mail that you ask for yourself, such as a new password or a receipt, still comes.',
    choose: 'What {name} may send you:',
    save: 'Save',
    saved: 'Your choice is saved.',
    unknown: 'This link is not valid. Use the link in the newest mail.',
    failed: 'This cannot be done right now. Please try again in a minute.',
    notUnderstood: 'This request cannot be understood. Nothing was changed.',
  },
  de: {
    kinds: { marketing: 'Neuigkeiten und Angebote', notifications: 'Benachrichtigungen' },
    ask: '„{kind}“ von {name} abbestellen?',
    leave: 'Abbestellen',
    left: 'Sie sind abgemeldet. „{kind}“ von {name} kommt nicht mehr.',
    comeBack: 'Wieder anmelden',
    backAgain: 'Sie sind wieder angemeldet.',
    stillComes:
      'E-Mails, die Sie selbst anfordern, etwa ein neues Passwort oder eine Quittung, kommen weiterhin.',
    choose: 'Was {name} Ihnen senden darf:',
    save: 'Speichern',
    saved: 'Ihre Auswahl ist gespeichert.',
    unknown: 'Dieser Link ist nicht gültig. Nehmen Sie den Link in der neuesten E-Mail.',
    failed: 'Das geht gerade nicht. Bitte versuchen Sie es in einer Minute noch einmal.',
    notUnderstood: 'Diese Anfrage ist nicht zu verstehen. Es wurde nichts geändert.',
  },
  fr: {
    kinds: { marketing: 'Actualités et offres', notifications: 'Notifications' },
    ask: 'Se désabonner de « {kind} » de {name} ?',
    leave: 'Se désabonner',
    left: 'Vous êtes désabonné. Vous ne recevrez plus « {kind} » de {name}.',
    comeBack: 'Se réabonner',
    backAgain: 'Vous êtes de nouveau abonné.',
    stillComes:
      'Les messages que vous demandez vous-même, comme un nouveau mot de passe ou un reçu, arrivent toujours.',
    choose: 'Ce que {name} peut vous envoyer :',
    save: 'Enregistrer',
    saved: 'Votre choix est enregistré.',
    unknown: 'Ce lien n’est pas valable. Utilisez le lien du message le plus récent.',
    failed: 'Ce n’est pas possible pour le moment. Réessayez dans une minute.',
    notUnderstood: 'Cette demande est incompréhensible. Rien n’a été modifié.',
  },
  es: {
    kinds: { marketing: 'Novedades y ofertas', notifications: 'Notificaciones' },
    ask: '¿Darse de baja de «{kind}» de {name}?',
    leave: 'Darse de baja',
    left: 'Se ha dado de baja. Ya no recibirá «{kind}» de {name}.',
    comeBack: 'Suscribirse de nuevo',
    backAgain: 'Vuelve a estar suscrito.',
    stillComes:
      'Los mensajes que usted mismo solicite, como una contraseña nueva o un recibo, seguirán llegando.',
    choose: 'Lo que {name} puede enviarle:',
    save: 'Guardar',
    saved: 'Su elección se ha guardado.',
    unknown: 'Este enlace no es válido. Use el enlace del mensaje más reciente.',
    failed: 'Ahora no es posible. Inténtelo de nuevo dentro de un minuto.',
    notUnderstood: 'No se entiende esta solicitud. No se ha cambiado nada.',
  },
  it: {
    kinds: { marketing: 'Novità e offerte', notifications: 'Notifiche' },
    ask: 'Annullare l’iscrizione a «{kind}» di {name}?',
    leave: 'Annulla l’iscrizione',
    left: 'L’iscrizione è annullata. Non riceverà più «{kind}» di {name}.',
    comeBack: 'Iscriversi di nuovo',
    backAgain: 'È di nuovo iscritto.',
    stillComes:
      'I messaggi che richiede lei stesso, come una nuova password o una ricevuta, continuano ad arrivare.',
    choose: 'Che cosa può inviarle {name}:',
    save: 'Salva',
    saved: 'La scelta è salvata.',
    unknown: 'Questo link non è valido. Usi il link del messaggio più recente.',
    failed: 'Al momento non è possibile. Riprovi tra un minuto.',
    notUnderstood: 'Questa richiesta non è comprensibile. Nulla è stato cambiato.',
  },
  pt: {
    kinds: { marketing: 'Novidades e ofertas', notifications: 'Notificações' },
    ask: 'Cancelar a inscrição em “{kind}” de {name}?',
    leave: 'Cancelar inscrição',
    left: 'Sua inscrição foi cancelada. “{kind}” de {name} não chegará mais.',
    comeBack: 'Inscrever-se novamente',
    backAgain: 'Você está inscrito novamente.',
    stillComes:
      'As mensagens que você mesmo pedir, como uma nova senha ou um recibo, continuam chegando.',
    choose: 'O que {name} pode enviar a você:',
    save: 'Salvar',
    saved: 'Sua escolha foi salva.',
    unknown: 'Este link não é válido. Use o link da mensagem mais recente.',
    failed: 'Isso não é possível agora. Tente novamente em um minuto.',
    notUnderstood: 'Não é possível entender este pedido. Nada foi alterado.',
  },
  ja: {
    kinds: { marketing: 'お知らせ・キャンペーン', notifications: '通知' },
    ask: '{name}からの「{kind}」の配信を停止しますか？',
    leave: '配信を停止する',
    left: '配信を停止しました。{name}からの「{kind}」は今後届きません。',
    comeBack: '配信を再開する',
    backAgain: '配信を再開しました。',
    stillComes: 'パスワードの再設定や領収書など、ご自身で依頼されたメールは引き続き届きます。',
    choose: '{name}から受け取るメール：',
    save: '保存',
    saved: '設定を保存しました。',
    unknown: 'このリンクは無効です。最新のメールにあるリンクをお使いください。',
    failed: '現在処理できません。1分後にもう一度お試しください。',
    notUnderstood: 'このリクエストは処理できません。何も変更されていません。',
  },
  ko: {
    kinds: { marketing: '소식 및 혜택', notifications: '알림' },
    ask: '{name}의 “{kind}” 수신을 거부하시겠습니까?',
    leave: '수신 거부',
    left: '수신이 거부되었습니다. {name}의 “{kind}” 메일은 더 이상 발송되지 않습니다.',
    comeBack: '다시 받기',
    backAgain: '다시 수신하도록 설정되었습니다.',
    stillComes: '비밀번호 재설정이나 영수증처럼 직접 요청하신 메일은 계속 발송됩니다.',
    choose: '{name}에서 받을 메일:',
    save: '저장',
    saved: '설정이 저장되었습니다.',
    unknown: '유효하지 않은 링크입니다. 가장 최근 메일의 링크를 사용해 주세요.',
    failed: '지금은 처리할 수 없습니다. 1분 후에 다시 시도해 주세요.',
    notUnderstood: '요청을 이해할 수 없습니다. 변경된 내용은 없습니다.',
  },
};
