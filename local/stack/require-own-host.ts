import { lookup } from 'node:dns/promises';

/**
 * Looks whether this machine knows the host that is given out: its own functions use the same URLs.
 *
 * @throws Error that says what to do
 */
export const requireOwnHost = async (host: string): Promise<void> => {
  try {
    await lookup(host);
  } catch (cause) {
    throw new Error(
      `This machine does not know the name ${host} of --host, and its own functions use it. Give a name that resolves here and where the clients are, or an address.`,
      { cause },
    );
  }
};
