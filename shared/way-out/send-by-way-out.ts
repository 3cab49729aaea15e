import { wayOutMail } from '../remedies/told/way-out.ts';
import type { SecretBox } from '../secrets/ports.ts';
import { SecretFailure } from '../secrets/secret-failure.ts';
import type { SendAnswer, SendMail, SesRefusal } from '../ses-api/ports.ts';
import type { SendBySmtp, SmtpServer } from '../smtp/ports.ts';
import { nameOfError } from '../system/name-of-error.ts';
import { mailByWayOut } from './mail-by-way-out.ts';
import { contextOfPassword, type StoredWayOut } from './way-out-settings.ts';

/** A server to send by, and the address that mail is from; undefined leaves it as it is. */
export interface SmtpPath extends Omit<SmtpServer, 'login'> {
  readonly user?: string | undefined;
  /** Sealed. */
  readonly password?: string | undefined;
  readonly from?: string | undefined;
}

export interface WayOutPorts {
  readonly sendBySmtp: SendBySmtp;
  readonly openSecret: SecretBox['open'];
}

/** Sends mail by SMTP, in the place of SES. */
export const sendByWayOut =
  (path: SmtpPath, { sendBySmtp, openSecret }: WayOutPorts): SendMail =>
  async (mail) => {
    if (mail.kind === 'template') return refused(needsSes);
    // One call is one transaction: a server may take some recipients and refuse others.
    if (mail.destinations.length > 1) return refused(tooManyRecipients);
    let server: SmtpServer;
    try {
      server = await serverOf(path, openSecret);
    } catch (error) {
      return refused(passwordRefusal(error));
    }
    return sendBySmtp(server, mailByWayOut(mail, path.from));
  };

const serverOf = async (
  { host, port, security, user, password }: SmtpPath,
  openSecret: SecretBox['open'],
): Promise<SmtpServer> => ({
  host,
  port,
  security,
  ...(user === undefined || password === undefined
    ? {}
    : { login: { user, password: await openSecret(password, contextOfPassword) } }),
});

/** Settings that say how to reach the provider. A change of its mode changes none of them. */
export const pathOfWayOut = ({
  host,
  port,
  security,
  user,
  password,
  from,
}: StoredWayOut): SmtpPath => ({ host, port, security, user, password, from });

const refused = (refusal: SesRefusal): SendAnswer => ({ kind: 'refused', refusal });

const needsSes: SesRefusal = {
  kind: 'configuration',
  code: 'TemplateNeedsSes',
  cause: 'SES renders mail of its templates, and this mail does not go by SES.',
  remedy: wayOutMail['needs-ses'].remedy,
};

/** The sender holds the claim of such a part, and splits it: each recipient gets a call of its own. */
const tooManyRecipients: SesRefusal = {
  kind: 'message',
  code: 'OneRecipientPerCall',
  cause: 'A call by SMTP has one recipient.',
  remedy: wayOutMail['one-recipient'].remedy,
};

const passwordRefusal = (error: unknown): SesRefusal => {
  const failure =
    error instanceof SecretFailure ? error : new SecretFailure('unreachable', nameOfError(error));
  return {
    kind: failure.kind === 'unreachable' ? 'unreachable' : 'paused',
    code: failure.code,
    cause: 'The password of the way out cannot be opened.',
    remedy: failure.remedy,
  };
};
