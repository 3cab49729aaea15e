import type { RawMail, TemplatedMail } from '../../shared/ses-api/ports.ts';

const envelope = {
  source: '"Zoë" <shop@example.com>',
  destinations: ['jane@example.org', 'joe@example.org'] as const,
  configurationSet: 'set-transactional',
  tags: { 'pipeline-message': 'order-1' },
};
/** A mail that is ready, to two people. */
export const rawMail: RawMail = {
  kind: 'raw',
  ...envelope,
  mime: Buffer.from('Subject: x\r\n\r\nbody'),
};

/** A mail that SES makes of a template, to the same people. */
export const templatedMail: TemplatedMail = {
  kind: 'template',
  ...envelope,
  to: ['jane@example.org'],
  cc: ['joe@example.org'],
  bcc: [],
  replyTo: ['help@example.com'],
  template: { kind: 'stored', name: 'welcome' },
  templateData: '{"name":"Jane"}',
  attachments: [],
};
