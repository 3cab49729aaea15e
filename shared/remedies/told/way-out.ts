/** What to do about mail that the server of a way out did not take. */
export const wayOutServer = {
  unreachable: { remedy: 'Nothing: it is tried again.' },
  later: { remedy: 'Nothing: it is tried again.' },
  rate: {
    remedy:
      'Nothing: the message gets another slot, and this path slows down. Lower ratePerSecond of the way out if it happens often.',
  },
  message: { remedy: 'Correct the message and put it on the queue again.' },
  'too-large': {
    remedy:
      'Make the mail smaller, or send it again from the dead letters when SES works: it is larger than the provider of the way out takes.',
  },
  setup: {
    remedy:
      'Correct host, port and security of the way out (ses-pipeline way-out set); messages wait until then.',
  },
  login: {
    remedy:
      'Correct user and password of the way out (ses-pipeline way-out set); messages wait until then.',
  },
  sender: {
    remedy:
      'See that the provider lets this account send from the from address of the way out; messages wait until then.',
  },
} as const;

/** What to do about mail that cannot go by a way out. */
export const wayOutMail = {
  'needs-ses': {
    codes: ['TemplateNeedsSes'],
    remedy: 'Send the message with its content, or send it again from the dead letters by SES.',
  },
  'one-recipient': {
    codes: ['OneRecipientPerCall'],
    remedy: 'Nothing: each recipient gets a call of its own.',
  },
} as const;
