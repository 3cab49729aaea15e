import { headerFieldsOf } from '../email/raw-mime.ts';
import type { ValidMessage } from '../email/valid-message.ts';

/** What of a message says how its recipient leaves. */
export type Leaving = Pick<ValidMessage, 'content' | 'listManagement'>;

/** Whether a mail brings List-Unsubscribe of its own, or SES adds one for its contact list. */
export const bringsUnsubscribe = ({ content, listManagement }: Leaving): boolean =>
  listManagement !== undefined ||
  (content.kind === 'raw'
    ? headerFieldsOf(content.mime).has('list-unsubscribe')
    : Object.keys(content.headers).some((name) => name.toLowerCase() === 'list-unsubscribe'));
