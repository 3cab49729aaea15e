/** What to do about bounces of many kinds. */
export const advice = {
  address: 'Correct the address where you keep it, or take it off your lists.',
  later: 'Send the mail again later.',
  slower: 'Send the mail again later, and send to this provider more slowly.',
  full: 'Send the mail again when the recipient has made room.',
  smaller: 'Make the mail smaller: put large files behind a link.',
  authenticate:
    'Make SPF and DKIM pass for the domain of From, and publish a DMARC record: ses-pipeline doctor says what is missing.',
  aligned:
    'Let DKIM sign with the domain of From, or let the custom MAIL FROM domain belong to it: ses-pipeline doctor says which is missing.',
  wanted:
    'Send to this provider only what people asked for and read, and less of it for some days; then slowly more.',
  listed:
    'Open a case with AWS Support: the IP address is that of SES. If it is your dedicated IP, ask the list that the text names to take it off.',
  content:
    'Change what the text complains of: links, attachments, words of spam. Send it to a mailbox of your own there first.',
  form: 'Correct the headers and the form of the mail as the text says; RFC 5322 has the rules.',
  permission:
    'Ask the recipient, in another way, to let mail from your address in; nothing else helps.',
  policy:
    'Read the text of the reply: the server refuses the mail by a rule of its own. Correct what it names, or ask its postmaster.',
  wait: 'Nothing to change: it is a fault of the receiving side. Send the mail again later.',
  aws: 'Open a case with AWS Support, with the text of the bounce: SES’s servers are meant.',
} as const;
