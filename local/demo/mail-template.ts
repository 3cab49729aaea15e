/** A template that must exist in SES before the mailing is sent. */
export interface MailTemplate {
  readonly name: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export const welcome: MailTemplate = {
  name: 'welcome',
  subject: 'Welcome, {{name}}',
  text: 'Hello {{name}}, your account at {{company}} is ready.',
  html: '<p>Hello <b>{{name}}</b>, your account at {{company}} is ready.</p>',
};
