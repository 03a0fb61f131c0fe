export * from './client';
export type * from './models';
export * from './problem';
