/* No var of ours is kept in a cookie by the framework. */
export default class Cookies {
  get() {}
  set() {}
  remove() {}
}
