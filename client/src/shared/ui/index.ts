export { Announcer } from './Announcer';
export { announce } from './announce';
export { ConfirmDialog } from './ConfirmDialog';
export { CopyButton } from './CopyButton';
export { DateTime } from './DateTime';
export { PageHeader } from './PageHeader';
export { initials, PersonAvatar } from './PersonAvatar';
export { EmptyState, ErrorState, LoadingSkeleton, QueryView } from './states';
export { toast, toastProblem } from './toast';
