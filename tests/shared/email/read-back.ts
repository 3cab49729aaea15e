import { spawnSync } from 'node:child_process';
import PostalMime, { addressParser, decodeWords } from 'postal-mime';

export interface ReadMailbox {
  readonly name: string;
  readonly address: string;
}

/** A mail as a program that is not ours reads it. */
export interface ReadMail {
  readonly from: readonly ReadMailbox[];
  readonly to: readonly ReadMailbox[];
  readonly cc: readonly ReadMailbox[];
  readonly replyTo: readonly ReadMailbox[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** By name in lower case, as a person sees them. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of those headers that hold some. */
  readonly mailboxes: Readonly<Record<string, readonly ReadMailbox[]>>;
  /** The invitation too, which has no name. */
  readonly files: readonly ReadFile[];
}

export interface ReadFile {
  readonly name: string;
  readonly type: string;
  readonly method: string;
  readonly contentId: string;
  readonly base64: string;
}

const mailboxHeaders = ['errors-to', 'disposition-notification-to', 'return-receipt-to'];

const toBase64 = (content: unknown): string => {
  if (ArrayBuffer.isView(content))
    return Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('base64');
  return Buffer.from(content instanceof ArrayBuffer ? new Uint8Array(content) : []).toString(
    'base64',
  );
};

const toMailboxes = (
  some: readonly { readonly name?: string; readonly address?: string | undefined }[],
): readonly ReadMailbox[] => some.map(({ name = '', address = '' }) => ({ name, address }));

/** As postal-mime reads it. */
export const readByPostalMime = async (mime: Uint8Array): Promise<ReadMail> => {
  const mail = await PostalMime.parse(new Uint8Array(mime), { attachmentEncoding: 'arraybuffer' });
  const headers = Object.fromEntries(mail.headers.map(({ key, value }) => [key, value]));
  return {
    from: toMailboxes(mail.from === undefined ? [] : [mail.from]),
    to: toMailboxes(mail.to ?? []),
    cc: toMailboxes(mail.cc ?? []),
    replyTo: toMailboxes(mail.replyTo ?? []),
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: mail.html ?? '',
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, decodeWords(value)]),
    ),
    mailboxes: Object.fromEntries(
      mailboxHeaders.flatMap((name) => {
        const value = headers[name];
        return value === undefined ? [] : [[name, toMailboxes(addressParser(value))]];
      }),
    ),
    files: mail.attachments.map(({ filename, mimeType, method, contentId, content }) => ({
      name: filename ?? '',
      type: mimeType,
      method: method ?? '',
      contentId: contentId?.replace(/^<|>$/g, '') ?? '',
      base64: toBase64(content),
    })),
  };
};

const script = String.raw`
import base64, json, sys
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.utils import getaddresses

decoded = lambda value: str(make_header(decode_header(value)))
unfolded = lambda value: value.replace('\r', '').replace('\n', '')
def mailboxes(mail, name):
    values = [unfolded(value) for value in mail.get_all(name, [])]
    return [{'name': decoded(shown), 'address': address} for shown, address in getaddresses(values)]

def read(mime):
    mail = message_from_bytes(mime, policy=policy.compat32)
    out = {'text': '', 'html': '', 'files': [], 'subject': decoded(unfolded(mail['Subject'] or ''))}
    for field, name in [('from', 'From'), ('to', 'To'), ('cc', 'Cc'), ('replyTo', 'Reply-To')]:
        out[field] = mailboxes(mail, name)
    out['headers'] = {name.lower(): decoded(unfolded(value)) for name, value in mail.items()}
    out['mailboxes'] = {name: mailboxes(mail, name) for name in json.loads(sys.argv[1]) if name in mail}
    for part in message_from_bytes(mime, policy=policy.default).walk():
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        is_file = part.get_filename() is not None or part['Content-ID'] is not None
        if kind == 'text/plain' and not is_file and out['text'] == '':
            out['text'] = part.get_content()
        elif kind == 'text/html' and not is_file and out['html'] == '':
            out['html'] = part.get_content()
        else:
            out['files'].append({
                'name': part.get_filename() or '',
                'type': kind,
                'method': part.get_param('method') or '',
                'contentId': (part['Content-ID'] or '').strip('<>'),
                'base64': base64.b64encode(part.get_payload(decode=True)).decode(),
            })
    return out

print(json.dumps([read(base64.b64decode(mime)) for mime in json.load(sys.stdin)]))
`;

/** Whether Python is there to read mail; not every machine has it. */
export const hasPython = (): boolean =>
  spawnSync('python3', ['-c', 'import email'], { timeout: 20_000 }).status === 0;

/** As Python's own library reads them, all with one start of it. */
export const readByPython = (mimes: readonly Uint8Array[]): readonly ReadMail[] => {
  const { stdout, stderr, status } = spawnSync(
    'python3',
    ['-c', script, JSON.stringify(mailboxHeaders)],
    {
      input: JSON.stringify(mimes.map((mime) => Buffer.from(mime).toString('base64'))),
      maxBuffer: 256 * 1024 * 1024,
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
};
