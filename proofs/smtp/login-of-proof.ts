/** The only login of the door under proof. */
export const loginOfProof = {
  user: `AKSP${'A'.repeat(16)}`,
  password: 'p'.repeat(40),
} as const;
