export { useMeetingsBetween } from './api/meetings';
export { StartNowButton } from './components/StartNowButton';
export { StatusBadge } from './components/StatusBadge';
export { isJoinable, nextUp, phaseOf } from './status';
