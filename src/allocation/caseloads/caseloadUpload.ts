export const uploadStatuses = ['waiting', 'taken_over', 'discarded'] as const;
export type UploadStatus = (typeof uploadStatuses)[number];
