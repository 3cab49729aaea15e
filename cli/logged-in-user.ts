import { userInfo } from 'node:os';

/** Name of the logged-in user; undefined when it has none, as in some containers. */
export const loggedInUser = (): string | undefined => {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
};
