export const writeReport = async (_records: unknown, _file: string): Promise<void> => {};
