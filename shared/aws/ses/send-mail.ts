import { chooseApi } from '../../ses-api/choose-api.ts';
import type { SendMail } from '../../ses-api/ports.ts';

/** Senders of mail by SES's two APIs. */
export interface SendByApi {
  readonly v1: SendMail;
  /** Created when the first mail needs it. */
  readonly v2: () => SendMail;
}

/** Sends each mail by the API that `chooseApi` selects. */
export const sendMail = ({ v1, v2 }: SendByApi): SendMail => {
  let made: SendMail | undefined;
  return (mail) => {
    if (chooseApi(mail).api === 'v1') return v1(mail);
    made ??= v2();
    return made(mail);
  };
};
