import { createHash, createHmac, type Hmac, type Hash as NodeHash } from 'node:crypto';
import type { Checksum, SourceData } from '@smithy/types';

/** SHA-256, or HMAC-SHA-256 with a secret, in the form that the signer of the AWS SDK takes. */
export class NodeSha256 implements Checksum {
  readonly #secret: SourceData | undefined;
  #hash: NodeHash | Hmac;

  constructor(secret?: SourceData) {
    this.#secret = secret;
    this.#hash = begin(secret);
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    this.#hash = begin(this.#secret);
  }
}

const begin = (secret: SourceData | undefined): NodeHash | Hmac =>
  secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));

const bytesOf = (data: SourceData): string | Uint8Array => {
  if (typeof data === 'string') return data;
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
};
