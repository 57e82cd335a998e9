// For SOGo: beside zegel-textarea.js, which puts the Protect button beneath the text of a new message.
// SOGo sends by its own service and no form, so that is where a message is held that is still being written, or was changed.
//
// In sogo.conf, with the files in WebServerResources/zegel/ (they have to be there before sogod starts):
//   SOGoUIAdditionalJSFiles = ("zegel/zegel-vault.js", "zegel/zegel-textarea.js", "zegel/zegel-sogo.js");
// zegel-vault.js is one line:  window.zegelVault = "https://vault.example.org";

(() => {
  let mail;
  try {
    mail = angular.module("SOGo.MailerUI");
  } catch {
    // SOGo loads its scripts on every page; only the one for mail has this.
    return;
  }
  mail.run(["$q", "Message", ($q, Message) => {
    const send = Message.prototype.$send;
    Message.prototype.$send = function guarded(...given) {
      return window.zegelTextarea.mayGo() ? send.apply(this, given) : $q.reject("zegel");
    };
  }]);
})();
