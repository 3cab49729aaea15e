import type { AccessKey } from '../access-keys/access-key.ts';
import type { Stream, Streams } from '../email/streams.ts';
import { type Refusal, refuse } from '../ses-api/wire/refusal.ts';
import type { TenantSettings } from '../tenants/settings.ts';

/**
 * Stream that a configuration set stands for: the deployment's set of a stream, the set that the
 * tenant's settings name for it, or the stream's own name. Mail that names none goes by the stream
 * of its access key, or else as transactional.
 *
 * @returns SES's refusal of a set that it does not know
 */
export const streamOfSet = (
  set: string | undefined,
  key: Pick<AccessKey, 'stream'>,
  own: TenantSettings['streams'],
  streams: Streams,
): { readonly kind: 'stream'; readonly stream: Stream } | Refusal => {
  if (set === undefined || set === '')
    return { kind: 'stream', stream: key.stream ?? 'transactional' };
  // A tenant may name the deployment's set of one stream for another: its own word goes first.
  const names = [...streams.keys()];
  const stream =
    names.find((one) => own?.[one]?.configurationSet === set) ??
    names.find((one) => streams.get(one)?.configurationSet === set || one === set);
  return stream === undefined
    ? refuse('ConfigurationSetDoesNotExist', `Configuration set <${set}> does not exist.`)
    : { kind: 'stream', stream };
};
