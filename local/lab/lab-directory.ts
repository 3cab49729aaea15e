import { join } from 'node:path';

/** Directory for the files of the stacks that `bench/` and `proofs/` start. */
export const labDirectory = join(import.meta.dirname, '..', '..', '.local', 'bench');
