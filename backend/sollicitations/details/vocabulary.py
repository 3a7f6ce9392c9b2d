"""Words that tell a name or a street from the rest of a message."""

# Words that are never part of a name: what people write around one.
COMMON = frozenset(
    """
    a ai ais ait alors au aux jabite jhabite moro vivo em apres aucun aussi autre aux avant avec
    avez avoir avons bah beaucoup ben bien
    bon bonjour bonsoir bsr bjr slt salut coucou hello hi bye ca car ce cela ces cest cet cette chez
    ci comme comment contre d dans de dehors deja demain depuis depui des deux dire dois dont donc
    du elle elles en encore enfin ensuite entre es est et ete etre eu euh fait faire faut fois font
    g h hier ici il ils ir j jai je jour jours jsp jspas jsuis juste l la le les leur lui m ma mais
    maintenant mal matin me meme mes merci mercii mieux mon n ne ni nn non nos notre nous o ok
    okay on
    ont ou ouai ouais oui par parce pas passer passe passez pendant peu peut peux plait plus plutot
    pour pourquoi pouvez pr pre pris puis qd quand que quel quelle quels quelles qui quoi rien s sa
    sais sait sans sauf se ses si sil soir son sont sous stp suis sur svp t ta tard te tel tes toi
    ton
    toujours tous tout toute toutes tres trop tu ui un une va vais vers veux veut voici voila votre
    vos vous vs vu w y ya yes yep
    adresse address direccion helbidea endereco morada nom nombre nome izena name prenom surname
    telephone telefono telefone numero num phone portable fixe mobile contact joindre joignable
    appelle appel appelez rappeler rappelez habite habitons vis loge locataire locataires residence
    logement appartement appart maison immeuble batiment bat porte etage appt apt rue avenue
    bailleur demande demandes code suivi dossier reference agence office office64 rochefort
    conseiller
    conseillere personne humain quelqu quelqun gardien technicien plombier electricien
    probleme probleme pb prblm souci urgence urgent panne fuite eau chaude froide chauffage
    chaudiere radiateur lumiere electricite prise courant wc toilettes evier douche robinet lavabo
    serrure clef cle ascenseur interphone bruit voisin voisine voisins cafard cafards rats rat
    souris punaises poubelle poubelles loyer bail attestation quittance charges caution humidite
    moisissure fenetre volet carreau vitre mur plafond sol parquet fissure jardin haie pelouse arbre
    dispo disponible libre present absent aujourd aujourdhui lundi mardi mercredi jeudi vendredi
    samedi dimanche janvier fevrier mars avril mai juin juillet aout septembre octobre novembre
    decembre semaine semaines mois an ans annee heure heures midi soiree journee
    stop arret annuler annule annulez laisse laissez tomber aide help continuer reprendre passer
    correct exact exacte parfait daccord accord valide valider confirme confirmer faux erreur
    rouge casse cassee cassees casses bouche bouchee marche marchent fonctionne fonctionnent coule
    coulent fuit sale sales froid chaud noir nul nulle grave rapide vite normal possible important
    inconnu inconnue aucune
    the my is am i i'm im and of at in on it its he she we they you your this that there no yes not
    have has don't dont hello thanks thank please water heating broken leak since yesterday today
    for from to with name's person problem call number
    el los las lo mi su es soy estoy no si gracias hola por favor agua desde hay tengo casa calle
    o os as um uma meu minha sou estou nao sim obrigado obrigada ola agua desde tenho rua
    eta da naiz dut bai ez kaixo eskerrik asko ur mesedez nire
    """.split()
)

TITLES = {
    "mme": "Mme", "madame": "Mme", "mm": "Mme", "mlle": "Mlle", "mademoiselle": "Mlle",
    "mr": "M.", "monsieur": "M.", "m": "M.", "msieur": "M.", "mrs": "Mrs", "ms": "Ms",
    "miss": "Miss", "mister": "Mr", "senor": "Sr.", "senora": "Sra.", "sr": "Sr.", "sra": "Sra.",
    "senhor": "Sr.", "senhora": "Sra.", "dona": "D.", "famille": "Famille", "family": "Family",
    "familia": "Familia",
}  # fmt: skip

PARTICLES = frozenset(
    "de du d le la el al ben bin van von der da do dos das di del saint ste st".split()
)

# What ends a street's name when nobody writes a comma.
AFTER_STREET = frozenset(
    """
    mme mr m madame monsieur mlle mademoiselle mrs miss tel telephone tele port portable num numero
    depuis depui dpuis since desde dispo disponible disponibilite libre je j jai jsuis jhabite il
    elle
    on nous vous c cest ca est mais pour car avec ya y merci svp stp bonjour nom mon ma mes nos
    code pas
    plus ne n chez que qui quoi hier ce cette cet ont ai a ma appelle appeler appelez joindre
    joignable
    contact et au pb probleme panne fuite eau plus toujours moi la le name my is and desde soy
    me
    bat batiment bt bloc appt appartement appart apt app apto logement logt lgt porte pte etage
    etg rdc
    rez escalier esc entree hall tour residence res resid code depuis dans sur i am the naiz da nire
    meu mi nombre nome devant derriere face pres telefono telefone phone hay tengo tenho sans y'a
    suite avant apres
    """.split()
) - {"la", "le", "sur", "a", "au", "et"}

STREETS = frozenset(
    """
    rue ru r avenue avenu ave av boulevard boulvard boul blvd bvd bd bld place pl chemin chem che
    chm
    allee allees alee alle all impasse impase imp route rte cours quai square sq passage pass
    lotissement lot lieudit hameau cite esplanade promenade rond sentier voie venelle montee
    faubourg
    fbg traverse parvis clos mail quartier cour villa domaine residence street road lane calle
    avenida
    plaza paseo rua praca travessa karrika
    """.split()
)
# A street's kind that is enough without a number before it.
STREETS_ALONE = frozenset(
    """
    rue avenue ave boulevard blvd bd chemin allee allees impasse route square lotissement calle
    avenida
    rua hameau
    """.split()
)
