import { join } from 'node:path';

/** Where the stacks of bench and proofs keep their files. */
export const labDirectory = join(import.meta.dirname, '..', '..', '.local', 'bench');
