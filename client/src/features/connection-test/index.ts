export { ConnectionTestPage } from './components/ConnectionTestPage';
