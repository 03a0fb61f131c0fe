import { io } from 'socket.io-client';
import type { Answer, RoomEvent } from './protocol';
import type { OpenWire, Wire } from './signaling';

const PROTOCOL_VERSION = 1;
const HANDSHAKE_MS = 8_000;

/** Opens one Socket.IO connection; reconnecting is the caller's, who knows the seat. */
export const openSocket: OpenWire = (listener): Wire => {
  const socket = io('/meeting', {
    transports: ['websocket'],
    auth: { protocol: PROTOCOL_VERSION },
    reconnection: false,
    forceNew: true,
    timeout: HANDSHAKE_MS,
  });
  socket.on('connect', () => listener.open());
  socket.on('event', (event: RoomEvent) => listener.event(event));
  socket.on('connect_error', (error: Error & { data?: { code?: unknown } }) => {
    const code = error.data?.code;
    listener.refused(typeof code === 'string' ? code : null);
  });
  socket.on('disconnect', () => listener.lost());
  return {
    async send<T>(command: string, body: object, timeoutMs: number): Promise<Answer<T>> {
      // Where the socket is gone, socket.io would keep the command for a connection that never comes.
      if (!socket.connected) throw new Error('not connected');
      return (await socket.timeout(timeoutMs).emitWithAck(command, body)) as Answer<T>;
    },
    close() {
      socket.removeAllListeners();
      socket.close();
    },
  };
};
