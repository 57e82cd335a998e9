// @ts-check
// Wat er over uitgaven in het Nederlands wordt gezegd. {from} en {to} zijn versies.

/** @type {typeof import("./en.js").default} */
export default {
  region: "Uitgaven van Zegel",
  close: "Sluiten",

  renewed: "Zegel wordt vernieuwd van {from} naar {to}. Van de nieuwe uitgave is nog niets uitgevoerd.",
  "renewed.how": "Deze browser gebruikt haar zodra Zegel weer wordt geopend nadat alle pagina’s ervan zijn gesloten.",
  "renewed.now": "Nu gebruiken",
  "renewed.beside": "Er zijn andere pagina’s van Zegel open in deze browser. Sluit die eerst: daar draait nog {from}.",
  "hash.from": "Nu ({version})",
  "hash.to": "Nieuw ({version})",
  "hash.known": "Gepubliceerd",
  "hash.found": "Aangeboden",

  "reload": "In deze browser is Zegel {to} in gebruik. Op deze pagina draait nog {from}; laad haar opnieuw als u hebt bewaard wat u schrijft.",

  "kept": "Deze browser gaat door met Zegel {from}.",
  "kept.none": "Deze browser bewaart nog geen uitgave en voert dus uit wat de server stuurt.",
  "refused.missing": "De server heeft de lijst van uitgaven van Zegel niet meer.",
  "refused.unsigned": "De server biedt een uitgave van Zegel aan zonder handtekening die hier telt. Gebruik haar niet; meld het uw beheerder.",
  "refused.malformed": "De server biedt een uitgave van Zegel aan waarvan de lijst niet te lezen is. Meld het uw beheerder.",
  "refused.older": "De server biedt {version} aan: ouder dan wat deze browser heeft gezien, of een andere onder hetzelfde nummer. Meld het uw beheerder.",
  "refused.not-allowed": "De server biedt Zegel {version} aan, die uw organisatie niet heeft toegestaan.",
  "refused.changed": "De server geeft {file} anders dan in de ondertekende lijst staat. Daarvan is niets gebruikt; meld het uw beheerder.",
  "refused.no-room": "In deze browser is geen plaats voor een uitgave van Zegel. Maak ruimte vrij op deze computer.",
  "refused.unsupported": "Deze browser kan de handtekening van een uitgave niet controleren, of de sleutel in de instellingen is er geen.",
  "refused.no-worker": "Uw organisatie wil dat deze browser uitgaven van Zegel bewaart, maar de browser is daar niet mee begonnen.",
  "refused.key-changed": "De server noemt nu een andere sleutel voor uitgaven van Zegel. Die telt hier niet; vraag uw beheerder of de sleutel is vervangen.",

  guard: "De server wil het deel van Zegel vervangen dat bewaakt welke code hier draait. Vergelijk wat hij aanbiedt met wat gepubliceerd is, of vraag uw beheerder. De browser neemt het zodra alle pagina’s van Zegel gesloten zijn, of eerder.",
  "guard.known": "Het deel van Zegel dat bewaakt welke code hier draait, wordt vervangen door dat van een ondertekende uitgave.",

  withdrawn: "Wie Zegel publiceert heeft het vastzetten van uitgaven beëindigd, en dat ondertekend. Voortaan voert deze browser uit wat de server stuurt.",

  "page.title": "Zegel is niet geopend",
  "page.missing": "{file} hoort niet bij Zegel {from}, de uitgave die deze browser bewaart, en wordt dus niet getoond.",
  "page.changed": "Zegel {from} is in deze browser niet meer heel, en de server geeft iets anders voor {file}.",
  "page.unreachable": "Zegel {from} is in deze browser niet meer heel, en de server antwoordt niet. Probeer het later opnieuw.",
  "page.unreadable": "Deze browser kan niet lezen welke uitgave van Zegel hij bewaart, dus er wordt niets uitgevoerd. Start de browser opnieuw; helpt dat niet, vraag dan uw beheerder.",
  "page.next": "Er is een nieuwere ondertekende uitgave: {to}. Laad deze pagina opnieuw om haar te gebruiken.",
};
