declare module 'freemail' {
  const freemail: {
    /** Whether a domain or an address is at a provider of free or disposable mailboxes. */
    readonly isFree: (domain: string) => boolean;
  };
  export default freemail;
}
