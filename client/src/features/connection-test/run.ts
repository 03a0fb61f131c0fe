import { checkDevice, checkMedia, checkServer, checkSocket } from './checks';
import { skipped, type Step, type StepName } from './steps';

/** Carries the steps out one after the other; `tell` hears of each twice. */
export async function runTest(
  tell: (name: StepName, step: Step) => void,
  aborted: () => boolean,
): Promise<void> {
  const step = async (name: StepName, check: () => Promise<Step>) => {
    if (aborted()) return;
    tell(name, { state: 'running', reason: null, figures: {} });
    const found = await check();
    if (!aborted()) tell(name, found);
  };

  let connection: Awaited<ReturnType<typeof checkServer>>['connection'] = null;
  await step('server', async () => {
    const found = await checkServer();
    connection = found.connection;
    return found.step;
  });
  await step('socket', checkSocket);
  const media = (relay: boolean) => async () =>
    connection ? checkMedia(connection, relay) : skipped('no_server');
  await step('media', media(false));
  await step('relay', media(true));
  await step('microphone', () => checkDevice('microphone'));
  await step('camera', () => checkDevice('camera'));
}
